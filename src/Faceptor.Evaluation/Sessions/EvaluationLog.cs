using Microsoft.Extensions.Logging;

namespace Faceptor.Evaluation.Sessions;

/// <summary>What an evaluation says; event ids 4000 to 4999, listed in docs/logging.md.</summary>
internal static partial class EvaluationLog
{
    [LoggerMessage(4000, LogLevel.Information, "Scoring {NumImages} images for {Tasks}")]
    public static partial void ScoringStarted(ILogger logger, long numImages, string tasks);

    [LoggerMessage(4001, LogLevel.Information,
        "Scored {Dataset} {Split}: {Metric} {Value:G4} of {NumSamples} samples, baseline {Baseline:G4}")]
    public static partial void SplitScored(
        ILogger logger, string dataset, string split, string metric, double value, long numSamples, double? baseline);

    [LoggerMessage(4002, LogLevel.Warning, "Not scored: {Name}, {Kind}")]
    public static partial void SplitNotScored(ILogger logger, string name, string kind);

    [LoggerMessage(4003, LogLevel.Debug, "{Name} is not scored: {Reason}")]
    public static partial void SplitNotScoredReason(ILogger logger, string name, string reason);

    [LoggerMessage(4004, LogLevel.Information, "Scored everything in {ElapsedSeconds:F1} s, {NumScores} scores")]
    public static partial void ScoringFinished(ILogger logger, double elapsedSeconds, int numScores);

    [LoggerMessage(4005, LogLevel.Information, "Stopped by request after {NumDone} of {NumImages} images")]
    public static partial void ScoringCancelled(ILogger logger, long numDone, long numImages);

    /// <summary>Says that a split is not scored; what names a file, at Debug only.</summary>
    public static void NotScored(ILogger logger, UnscoredSplit split)
    {
        SplitNotScored(
            logger, split.Name, split.IsUnreadable ? "it cannot be read" : "it is not there or cannot be scored in part");
        SplitNotScoredReason(logger, split.Name, split.Reason);
    }
}
