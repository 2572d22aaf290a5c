using Microsoft.Extensions.Logging;

namespace Faceptor.Training;

/// <summary>What a run says; event ids 3000 to 3099.</summary>
internal static partial class TrainerLog
{
    [LoggerMessage(3000, LogLevel.Information,
        "Training {Tasks} tasks for {NumSteps} steps on {Device}; options: {Options}")]
    public static partial void Started(ILogger logger, int tasks, int numSteps, string device, string options);

    [LoggerMessage(3001, LogLevel.Information,
        "Step {Step} of {NumSteps}: loss {TotalLoss:G4}, encoder rate {EncoderRate:G3}, {ImagesPerSecond:F1} images/s")]
    public static partial void Progress(
        ILogger logger, int step, int numSteps, double totalLoss, double encoderRate, double imagesPerSecond);

    [LoggerMessage(3002, LogLevel.Information, "Wrote checkpoint at step {Step} ({Reason})")]
    public static partial void Saved(ILogger logger, int step, string reason);

    [LoggerMessage(3003, LogLevel.Error, "No checkpoint could be written at step {Step}")]
    public static partial void NotSaved(ILogger logger, Exception error, int step);
}
