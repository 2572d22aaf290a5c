using Microsoft.Extensions.Logging;

namespace Faceptor.Inference;

/// <summary>What an analyzer says; event ids 1000 to 1999, listed in docs/logging.md.</summary>
/// <remarks>No image, no prediction and no path: only counts, sizes, tasks and times.</remarks>
internal static partial class InferenceLog
{
    [LoggerMessage(1000, LogLevel.Information, "Analyzing {Tasks}; {LearnedFrom}")]
    public static partial void AnalyzerReady(ILogger logger, string tasks, string learnedFrom);

    [LoggerMessage(1001, LogLevel.Warning,
        "The weights learned from synthetic faces only: answers about photographs mean nothing")]
    public static partial void SyntheticOnly(ILogger logger);

    [LoggerMessage(1002, LogLevel.Debug, "Of the detector's {NumDetected} faces {NumFaces} are looked at")]
    public static partial void FacesDetected(ILogger logger, int numFaces, int numDetected);

    [LoggerMessage(1003, LogLevel.Debug, "No face: none of the {NumDetected} that the detector found can be used")]
    public static partial void NoFaceDetected(ILogger logger, int numDetected);

    [LoggerMessage(1004, LogLevel.Debug,
        "Answered {NumTasks} tasks about {NumFaces} faces of {NumImages} images in {ElapsedMs:F1} ms")]
    public static partial void Analyzed(ILogger logger, int numTasks, int numFaces, int numImages, double elapsedMs);

    [LoggerMessage(1005, LogLevel.Warning, "An image was not analyzed ({Kind})")]
    public static partial void ImageFailed(ILogger logger, string kind);
}
