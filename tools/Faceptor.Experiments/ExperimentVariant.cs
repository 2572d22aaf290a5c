using System.Collections.Immutable;

namespace Faceptor.Experiments;

/// <summary>One of the ways that an experiment compares.</summary>
/// <param name="Name">Its name, in tables and sentences.</param>
/// <param name="PaperRow">The row of the paper's table that asks the same; null for none.</param>
/// <param name="Runs">The networks it takes; their scores together are the variant's.</param>
internal sealed record ExperimentVariant(string Name, string? PaperRow, params ImmutableArray<ExperimentRun> Runs)
{
    /// <summary>
    /// Whether scores of a second stage count as they were before held-out samples decided which tasks keep
    /// Layer-Attention.
    /// </summary>
    public bool BeforeChoice { get; init; }
}
