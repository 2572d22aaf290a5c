using Microsoft.Extensions.Logging;

namespace Faceptor.Data.Loading;

/// <summary>What is said about samples; event ids 5000 to 5999, listed in docs/logging.md.</summary>
internal static partial class DataLog
{
    [LoggerMessage(5000, LogLevel.Warning,
        "Skipped sample {Index} of {Task}, which cannot be read; another one takes its place")]
    public static partial void SampleSkipped(ILogger logger, int index, string task);

    [LoggerMessage(5001, LogLevel.Debug, "Sample {Index} of {Task} is {Name}: {Problem}")]
    public static partial void SampleProblem(ILogger logger, int index, string task, string name, string problem);
}
