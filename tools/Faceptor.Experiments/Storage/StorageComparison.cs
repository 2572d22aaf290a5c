using System.Collections.Immutable;
using Faceptor.Models;

namespace Faceptor.Experiments.Storage;

/// <summary>What both networks of the paper hold at full size, counted from the networks themselves.</summary>
/// <param name="Faceptor">Parameters of the parts of Faceptor-Base.</param>
/// <param name="Naive">Parameters of the parts of Naive Faceptor with the same tasks.</param>
/// <param name="Rows">The tasks of Faceptor-Full, those of Faceptor-Base first, added one by one.</param>
internal sealed record StorageComparison(
    IReadOnlyDictionary<string, long> Faceptor,
    IReadOnlyDictionary<string, long> Naive,
    ImmutableArray<StorageRow> Rows)
{
    /// <summary>Counts.</summary>
    public static StorageComparison Compute() => new(
        ParameterCounts.Of(FaceptorPresets.Base),
        ParameterCounts.Of(FaceptorPresets.Naive),
        [.. CountRows([.. FaceTasks.Base, .. FaceTasks.Full.Except(FaceTasks.Base)])]);

    private static IEnumerable<StorageRow> CountRows(FaceTask[] tasks)
    {
        var encoder = ParameterCounts.Of(FaceptorPresets.Naive)["encoder"];
        var separate = 0L;
        for (var count = 1; count <= tasks.Length; count++)
        {
            var held = tasks[..count];
            separate += Total(FaceptorPresets.Naive with { Tasks = [held[^1]] });
            yield return new StorageRow(
                held[^1],
                Total(FaceptorPresets.Base with { Tasks = held }),
                Total(FaceptorPresets.Naive with { Tasks = held }),
                separate - ((count - 1) * encoder),
                separate);
        }
    }

    private static long Total(FaceptorOptions options) => ParameterCounts.Of(options).Values.Sum();
}
