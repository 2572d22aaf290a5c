namespace Faceptor.Detection.Onnx;

/// <summary>How <see cref="OnnxFaceDetector"/> looks for faces.</summary>
public sealed record OnnxDetectorOptions
{
    /// <summary>Longest side of the input at most that networks of any input size see.</summary>
    private const int LargestSidePx = 4096;

    /// <summary>Smallest side of a tile: below it a tile holds no face that the whole image would not show.</summary>
    private const int SmallestTilePx = 64;

    /// <summary>
    /// Faces with a lower score are left out, from 0 to 1; null for the network's own: 0.6 for YuNet, 0.5 for SCRFD and
    /// BlazeFace.
    /// </summary>
    public double? ScoreThreshold { get; init; }

    /// <summary>
    /// Of two boxes that share more than this of their union only the one with the higher score stays, above 0 to 1;
    /// null for the network's own: 0.3 for YuNet and BlazeFace, 0.4 for SCRFD.
    /// </summary>
    public double? OverlapRatio { get; init; }

    /// <summary>How many faces at most, the surest ones; null for all. At least 1.</summary>
    public int? MaxFaces { get; init; }

    /// <summary>
    /// Longest side in pixels to which larger images are shrunk for a network that takes any size, from 32 to 4096. No
    /// use for one that takes a single size.
    /// </summary>
    /// <remarks>Our choice: SCRFD and YuNet were trained on inputs of 640 pixels.</remarks>
    public int MaxSidePx { get; init; } = 640;

    /// <summary>
    /// Side in pixels of square parts of the image that are looked at as well, for faces that are too small in the whole;
    /// null for the whole image alone. At least 64. Parts overlap by a quarter of the side, so a face of up to that size
    /// lies in one of them whole; time grows with their number.
    /// </summary>
    public int? TileSidePx { get; init; }

    /// <summary>
    /// Whether the image is also looked at turned by a quarter, half and three quarters, for faces that lie on a side or
    /// upside down. Of boxes that overlap the surest counts; boxes and points are in pixels of the image as it was given, and left
    /// and right are those of the face when it stands upright. Takes four times as long.
    /// </summary>
    /// <remarks>
    /// The networks find a face that lies on its side without this too, but points of YuNet and of BlazeFace for front
    /// cameras are then not on the face.
    /// </remarks>
    public bool TriesRotations { get; init; }

    /// <summary>Threads of one call, at least 1. Calls from several threads run beside each other in any case.</summary>
    public int NumThreads { get; init; } = 1;

    /// <summary>Refuses values that cannot work, all of them at once.</summary>
    /// <exception cref="OptionsException">There is one.</exception>
    internal void Validate()
    {
        List<(string Member, string Problem)> problems = [];
        Require(
            ScoreThreshold is null or (>= 0 and <= 1),
            nameof(ScoreThreshold),
            $"expected a number from 0 to 1, got {ScoreThreshold}");
        Require(
            OverlapRatio is null or (> 0 and <= 1),
            nameof(OverlapRatio),
            $"expected a number above 0 and up to 1, got {OverlapRatio}");
        Require(MaxFaces is null or >= 1, nameof(MaxFaces), $"expected at least 1, got {MaxFaces}");
        Require(
            MaxSidePx is >= 32 and <= LargestSidePx,
            nameof(MaxSidePx),
            $"expected 32 to {LargestSidePx} pixels, got {MaxSidePx}");
        Require(
            TileSidePx is null or >= SmallestTilePx,
            nameof(TileSidePx),
            $"expected at least {SmallestTilePx} pixels, got {TileSidePx}");
        Require(NumThreads >= 1, nameof(NumThreads), $"expected at least 1, got {NumThreads}");
        if (problems is [var first, .. var others])
        {
            throw new OptionsException(
                first.Member,
                string.Join("; ", others.Select(other => $"{other.Member}: {other.Problem}").Prepend(first.Problem)) + ".");
        }

        void Require(bool isRight, string member, string problem)
        {
            if (!isRight)
            {
                problems.Add((member, problem));
            }
        }
    }
}
