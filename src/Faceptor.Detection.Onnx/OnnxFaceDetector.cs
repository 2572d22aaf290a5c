using System.Collections.Immutable;
using Faceptor.Detection.Onnx.Catalogue;
using Faceptor.Detection.Onnx.Searching;

namespace Faceptor.Detection.Onnx;

/// <summary>
/// Finds faces with YuNet, SCRFD or BlazeFace in an ONNX file that the user brings; which of them it is shows in the
/// network's inputs and outputs.
/// </summary>
/// <remarks>
/// Members may be called from several threads at once, which run beside each other. ONNX Runtime's telemetry is switched
/// off for the whole process before it is first used, unless a program used it earlier by itself. Faces come with the
/// highest score first. BlazeFace knows the middle of the mouth and not its corners: they are estimated, 0.41 times the
/// distance of the eyes to both sides along the line of the eyes, as they lie in ArcFace's template. SCRFD without points gives
/// faces without points.
/// </remarks>
public sealed class OnnxFaceDetector : IFaceDetector
{
    private readonly DetectorNetwork _network;
    private readonly OnnxDetectorOptions _options;
    private readonly float _scoreThreshold;
    private readonly float _overlapRatio;

    private OnnxFaceDetector(DetectorNetwork network, OnnxDetectorOptions options)
    {
        _network = network;
        _options = options;
        _scoreThreshold = (float)(options.ScoreThreshold ?? network.Family.ScoreThreshold);
        _overlapRatio = (float)(options.OverlapRatio ?? network.Family.OverlapRatio);
    }

    /// <summary>What the network is: <c>YuNet</c>, <c>SCRFD</c> or <c>BlazeFace</c>.</summary>
    public string Architecture => _network.Family.Name;

    /// <summary>Loads a detector.</summary>
    /// <param name="nameOrPath">
    /// An ONNX file, or the name of a known one that <c>faceptor detector get</c> has fetched, such as <c>yunet</c>. A file of
    /// that name comes first.
    /// </param>
    /// <param name="options">How to look; null for the defaults.</param>
    /// <exception cref="CheckpointException">
    /// There is no such file, it is damaged or no ONNX file, or the network in it is none of the three; the message says
    /// what it takes and gives.
    /// </exception>
    /// <exception cref="OptionsException">An option has a value that cannot work.</exception>
    /// <exception cref="NativeLibraryException">ONNX Runtime's native library is missing or cannot be loaded.</exception>
    public static OnnxFaceDetector Load(string nameOrPath, OnnxDetectorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        options ??= new OnnxDetectorOptions();
        options.Validate();
        return new OnnxFaceDetector(
            DetectorNetwork.Load(DetectorFiles.Resolve(nameOrPath), options.NumThreads), options);
    }

    /// <summary>Finds the faces of an image of any size.</summary>
    /// <param name="image">The image; not kept.</param>
    /// <param name="cancellationToken">Stops the work, also inside the network.</param>
    /// <returns>The faces, the surest first; none when there is none.</returns>
    /// <exception cref="ObjectDisposedException">The detector is disposed.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="CheckpointException">The network cannot be run on this image, or gives what it should not.</exception>
    public ImmutableArray<DetectedFace> Detect(ImageView image, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = Search(image, cancellationToken);
        if (_options.TriesRotations)
        {
            found.AddRange(SearchTurned(image, cancellationToken));
            found = Suppression.Apply(found, _overlapRatio, blends: false);
        }

        return [.. found.Take(_options.MaxFaces ?? found.Count).Select(face => face.ToFace())];
    }

    /// <summary>Waits for calls that are running and frees the network.</summary>
    public void Dispose() => _network.Dispose();

    private List<Candidate> SearchTurned(ImageView image, CancellationToken cancellationToken)
    {
        List<Candidate> found = [];
        for (var quarters = 1; quarters <= 3; quarters++)
        {
            var turn = new QuarterTurn(quarters, image.WidthPx, image.HeightPx);
            var turned = turn.Apply(image);
            var faces = Search(new ImageView(turned.Pixels, turned.Width, turned.Height), cancellationToken);
            found.AddRange(faces.Select(face => face.Mapped(turn.ToOriginal)));
        }

        return found;
    }

    private List<Candidate> Search(ImageView image, CancellationToken cancellationToken)
    {
        List<Candidate> candidates = [];
        foreach (var area in SearchArea.Of(image.WidthPx, image.HeightPx, _options.TileSidePx))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = _network.Run(image, area, _options.MaxSidePx, _scoreThreshold, cancellationToken);
            candidates.AddRange(found.Where(area.HoldsWhole));
        }

        return Suppression.Apply(candidates, _overlapRatio, _network.Family.BlendsOverlaps);
    }
}
