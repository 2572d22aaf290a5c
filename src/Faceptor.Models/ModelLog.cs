using Faceptor.Models.Weights;
using Microsoft.Extensions.Logging;

namespace Faceptor.Models;

/// <summary>What is said about weights; event ids 2000 to 2999, listed in docs/logging.md.</summary>
internal static partial class ModelLog
{
    [LoggerMessage(2000, LogLevel.Information, "Loaded {NumTensors} tensors of {Source} weights; tasks: {Tasks}")]
    public static partial void WeightsLoaded(ILogger logger, int numTensors, WeightSource source, string tasks);

    [LoggerMessage(2001, LogLevel.Debug, "The weights are those of {Path}")]
    public static partial void WeightsPath(ILogger logger, string path);

    [LoggerMessage(2002, LogLevel.Warning, "Left out {NumEntries} entries of the weight file: {Reason}")]
    public static partial void WeightsLeftOut(ILogger logger, int numEntries, string reason);

    [LoggerMessage(2003, LogLevel.Information,
        "{NumTensors} tensors of the model are not in such a file and keep the values they had")]
    public static partial void WeightsUntouched(ILogger logger, int numTensors);

    [LoggerMessage(2004, LogLevel.Warning,
        "Took {NumTensors} tensors with numbers that are not finite, because loading was lenient")]
    public static partial void WeightsNotFinite(ILogger logger, int numTensors);

    [LoggerMessage(2005, LogLevel.Warning, "Took weights that do not fit, because loading was lenient: {Problems}")]
    public static partial void WeightsDoNotFit(ILogger logger, string problems);

    [LoggerMessage(2006, LogLevel.Information, "Added the Layer-Attention of {Task}, {NumTensors} tensors")]
    public static partial void LayerAttentionAdded(ILogger logger, string task, int numTensors);

    /// <summary>Says what became of a weight file.</summary>
    public static void Report(ILogger logger, IFaceModel model, WeightReport report)
    {
        if (!logger.IsEnabled(LogLevel.Warning))
        {
            return;
        }

        WeightsLoaded(logger, report.Used.Length, report.Source, string.Join(", ", model.Tasks));
        WeightsPath(logger, report.Path);
        foreach (var reason in report.Ignored.GroupBy(entry => entry.Reason))
        {
            WeightsLeftOut(logger, reason.Count(), reason.Key);
        }

        if (!report.Untouched.IsEmpty)
        {
            WeightsUntouched(logger, report.Untouched.Length);
        }

        if (!report.NonFinite.IsEmpty)
        {
            WeightsNotFinite(logger, report.NonFinite.Length);
        }

        if (!report.Fits)
        {
            WeightsDoNotFit(logger, report.Problems);
        }
    }
}
