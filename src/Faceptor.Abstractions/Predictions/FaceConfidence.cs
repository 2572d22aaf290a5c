namespace Faceptor;

/// <summary>How sure detector and network are that there is a face, and that its landmarks lie where they say.</summary>
/// <param name="DetectorScore">How sure the detector is, from 0 to 1; null where no detector was asked.</param>
/// <param name="LandmarkPeak">
/// How high the heatmaps of the leading landmark task rise, from 0 to 1, the mean over all points: training teaches 1 at a
/// point; null where no landmarks were computed or the engine does not say.
/// </param>
/// <remarks>
/// No probability: weights that never saw photographs can be sure of nonsense (<see cref="LearnedFrom"/>). Use it to
/// leave out faces that are doubtful, with a limit measured on your own images.
/// </remarks>
public readonly record struct FaceConfidence(double? DetectorScore, double? LandmarkPeak)
{
    /// <summary>Our choice, see docs/prediction.md: detectors themselves are tuned to report from about 0.5.</summary>
    private const double LowDetectorScore = 0.6;

    /// <summary>Our choice, measured on drawn faces and on images without one: see docs/prediction.md.</summary>
    private const double LowLandmarkPeak = 0.25;

    /// <summary>The product of what is known, from 0 to 1; null where nothing is.</summary>
    public double? Value => (DetectorScore, LandmarkPeak) switch
    {
        ({ } score, { } peak) => score * peak,
        _ => DetectorScore ?? LandmarkPeak,
    };

    /// <summary>Whether detector or landmarks are doubtful.</summary>
    public bool IsLow => DetectorScore < LowDetectorScore || LandmarkPeak < LowLandmarkPeak;

    /// <summary>The same in words, without a full stop.</summary>
    public string Summary => (DetectorScore < LowDetectorScore, LandmarkPeak < LowLandmarkPeak) switch
    {
        (true, true) => "low confidence: hardly detected, and the landmarks are vague; perhaps no face",
        (true, false) => "low confidence: hardly detected; perhaps no face",
        (false, true) => "low confidence: the landmarks are vague; a hidden or turned face, or none",
        _ => Value is null ? "confidence unknown: no detector was asked and no landmarks were computed" : "confident",
    };
}
