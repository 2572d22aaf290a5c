using System.Collections.Immutable;

namespace Faceptor.Training.Evaluation;

/// <summary>Samples of a split that are also scored apart, such as WFLW's faces in large pose.</summary>
/// <param name="Split">What the scores' split is called, in the dataset's own words.</param>
/// <param name="Indices">The samples' places in the split, from 0.</param>
public sealed record EvaluationSubset(string Split, ImmutableArray<int> Indices)
{
    /// <summary>Samples that the whole subset has where only some are scored; null where all are.</summary>
    public long? SplitSize { get; init; }
}
