namespace Faceptor.Inference;

/// <summary>How a <see cref="FaceAnalyzer"/> works.</summary>
public sealed record FaceAnalyzerOptions
{
    /// <summary>How many passes over a face its answers are worth.</summary>
    public AnalysisMode Mode { get; init; } = AnalysisMode.Exact;

    /// <summary>
    /// Side in pixels of the first look, which finds the box that belongs to the landmarks; 0 for the side that the
    /// network has for landmarks. Used where it is smaller than that side and the network takes it. docs/prediction.md
    /// says what it saves and what it costs.
    /// </summary>
    public int FirstLookSidePx { get; init; } = 160;

    /// <summary>Most images that are held at once when many are analysed; at least 1.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>
    /// Faces whose detector score is below are left out, from 0 to 1. Detectors have a limit of their own besides.
    /// </summary>
    public double MinDetectorScore { get; init; }

    /// <summary>The landmark box's share of the fast mode's crop. Our choice, measured: docs/prediction.md.</summary>
    internal float SharedBoxRatio { get; init; } = 0.7f;

    /// <summary>
    /// The fast mode's crop as a share of the side that the network has for dense tasks, rounded up to patches. Our choice,
    /// measured: docs/prediction.md.
    /// </summary>
    internal double SharedSideRatio { get; init; } = 0.8;

    /// <summary>Finds what cannot work.</summary>
    /// <exception cref="OptionsException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Mode))
        {
            throw new OptionsException(nameof(Mode), $"expected {AnalysisMode.Exact} or {AnalysisMode.Fast}, got {Mode}.");
        }

        if (FirstLookSidePx < 0)
        {
            throw new OptionsException(
                nameof(FirstLookSidePx), $"expected 0 or a side in pixels, got {FirstLookSidePx}.");
        }

        if (BatchSize < 1)
        {
            throw new OptionsException(nameof(BatchSize), $"expected at least 1, got {BatchSize}.");
        }

        if (MinDetectorScore is not (>= 0 and <= 1))
        {
            throw new OptionsException(nameof(MinDetectorScore), $"expected 0 to 1, got {MinDetectorScore}.");
        }
    }
}

/// <summary>How many passes over a face its answers are worth.</summary>
public enum AnalysisMode
{
    /// <summary>Every task sees what its dataset's images show: the answers that evaluation scores.</summary>
    Exact,

    /// <summary>
    /// All dense tasks share one aligned crop: several times faster, landmarks about as exact, parsing less so
    /// (docs/prediction.md has measured scores).
    /// </summary>
    Fast,
}
