using Microsoft.Extensions.Logging;

namespace Faceptor.Inference;

/// <summary>What a predictor says; event ids 1000 to 1999, listed in docs/logging.md.</summary>
/// <remarks>No image, no prediction and no path: only counts, sizes, tasks and times.</remarks>
internal static partial class InferenceLog
{
    [LoggerMessage(1000, LogLevel.Information, "Predicting {Tasks}; {LearnedFrom}")]
    public static partial void PredictorReady(ILogger logger, string tasks, string learnedFrom);

    [LoggerMessage(1001, LogLevel.Warning,
        "The weights learned from synthetic faces only: answers about photographs mean nothing")]
    public static partial void SyntheticOnly(ILogger logger);

    [LoggerMessage(1002, LogLevel.Debug, "The detector found {NumFaces} faces; the largest is looked at")]
    public static partial void FaceDetected(ILogger logger, int numFaces);

    [LoggerMessage(1003, LogLevel.Warning,
        "None of the {NumFaces} boxes of the detector can be used; the middle of the image is looked at")]
    public static partial void NoFaceDetected(ILogger logger, int numFaces);

    [LoggerMessage(1004, LogLevel.Debug,
        "Answered {NumTasks} tasks about an image of {WidthPx} x {HeightPx} pixels in {ElapsedMs:F1} ms")]
    public static partial void Predicted(ILogger logger, int numTasks, int widthPx, int heightPx, double elapsedMs);
}
