using Faceptor.Evaluation;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;

namespace Faceptor.Training;

/// <summary>What a run says; event ids 3000 to 3099, listed in docs/logging.md.</summary>
internal static partial class TrainerLog
{
    [LoggerMessage(3000, LogLevel.Information, "Training {NumTasks} tasks for {NumSteps} steps on {Device}")]
    public static partial void TrainingStarted(ILogger logger, int numTasks, int numSteps, string device);

    [LoggerMessage(3001, LogLevel.Information,
        "Step {Step} of {NumSteps}: loss {TotalLoss:G4}, encoder rate {EncoderRate:G3}, {ImagesPerSecond:F1} images/s")]
    public static partial void Progress(
        ILogger logger, int step, int numSteps, double totalLoss, double encoderRate, double imagesPerSecond);

    [LoggerMessage(3002, LogLevel.Information, "Wrote checkpoint at step {Step} ({Reason})")]
    public static partial void CheckpointSaved(ILogger logger, int step, string reason);

    [LoggerMessage(3003, LogLevel.Error, "No checkpoint could be written at step {Step}")]
    public static partial void CheckpointNotSaved(ILogger logger, Exception error, int step);

    [LoggerMessage(3004, LogLevel.Debug, "Options: {Options}")]
    public static partial void TrainingOptions(ILogger logger, string options);

    [LoggerMessage(3005, LogLevel.Information,
        "Step {Step}: {Dataset} {Split} {Metric} {Value:G4}, baseline {Baseline:G4}")]
    public static partial void TaskScored(
        ILogger logger, int step, string dataset, string split, string metric, double value, double? baseline);

    [LoggerMessage(3006, LogLevel.Information, "Stopped by request after step {Step} of {NumSteps}")]
    public static partial void TrainingCancelled(ILogger logger, int step, int numSteps);

    [LoggerMessage(3007, LogLevel.Information, "Trained {NumSteps} steps in {ElapsedSeconds:F1} s")]
    public static partial void TrainingFinished(ILogger logger, int numSteps, double elapsedSeconds);

    [LoggerMessage(3008, LogLevel.Warning, "{SkippedSteps} steps so far left the weights as they were")]
    public static partial void StepsSkipped(ILogger logger, int skippedSteps);

    /// <summary>Says that a run begins or goes on; its options, which name files, at Debug only.</summary>
    public static void Started(ILogger logger, TrainingOptions options, string device)
    {
        TrainingStarted(logger, options.Tasks.Length, options.NumSteps, device);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            TrainingOptions(logger, options.ToString());
        }
    }

    /// <summary>Says how an interval went.</summary>
    public static void Report(ILogger logger, TrainingProgress report, TrainingProgress? before)
    {
        Progress(
            logger, report.Step, report.NumSteps, report.TotalLoss, report.EncoderRate, report.ImagesPerSecond);
        if (report.SkippedSteps > (before?.SkippedSteps ?? 0))
        {
            StepsSkipped(logger, report.SkippedSteps);
        }
    }

    /// <summary>Says the score that stands for each task.</summary>
    public static void Scores(
        ILogger logger, int step, TrainingOptions options, IReadOnlyList<MetricRecord> records)
    {
        foreach (var entry in options.Tasks)
        {
            if (PrimaryMetric.Find(records, entry.Task) is { } score)
            {
                TaskScored(logger, step, score.Dataset, score.Split, score.Metric, score.Value, score.Baseline);
            }
        }
    }

    /// <summary>Says how a run ended.</summary>
    public static void Ended(ILogger logger, int step, int numSteps, TimeSpan elapsed)
    {
        if (step < numSteps)
        {
            TrainingCancelled(logger, step, numSteps);
        }
        else
        {
            TrainingFinished(logger, numSteps, elapsed.TotalSeconds);
        }
    }
}
