using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Checking;

/// <summary>What was found of a dataset.</summary>
/// <param name="Name">The dataset's own spelling.</param>
/// <param name="Task">Id of its task.</param>
/// <param name="Folder">Where it was looked for.</param>
/// <param name="Layout">The layout found; null when there is none.</param>
/// <param name="LookedFor">Paths of which one would have been enough to recognise a layout.</param>
/// <param name="Splits">Its splits.</param>
/// <param name="Problems">What is wrong, up to the bound of the options.</param>
/// <param name="NumProblems">All that is wrong, with what the bound left out.</param>
public sealed record DatasetReport(
    string Name,
    string Task,
    string Folder,
    DatasetLayout? Layout,
    ImmutableArray<string> LookedFor,
    ImmutableArray<SplitReport> Splits,
    ImmutableArray<DatasetProblem> Problems,
    int NumProblems)
{
    /// <summary>Whether a layout of the dataset was found.</summary>
    public bool IsFound => Layout is not null;
}
