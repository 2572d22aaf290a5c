using Faceptor.Evaluation;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Commands;

/// <summary>Puts operating points that were measured into the weight file.</summary>
internal static class StoredOperatingPoints
{
    /// <summary>Stores them, and says so.</summary>
    /// <param name="context">Where to say it.</param>
    /// <param name="weights">The weight file, of this project.</param>
    /// <param name="records">All scores; those of verification sets have them.</param>
    /// <exception cref="CheckpointException">The file has no place for them.</exception>
    public static void Store(CliContext context, string weights, IEnumerable<MetricRecord> records)
    {
        var count = OperatingPointsFile.Store(
            weights, records.Select(record => record.OperatingPoints).OfType<OperatingPoints>());
        context.Out.WriteLine(count == 0
            ? "no operating points are stored: no verification set with enough pairs was scored"
            : $"operating points of {count} verification {(count == 1 ? "set" : "sets")} are in {weights}");
    }
}
