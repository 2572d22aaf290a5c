using System.Collections.Immutable;

namespace Faceptor;

/// <summary>
/// What weights have learned from, in all runs one after the other: training adds to it, weight files carry it.
/// </summary>
public sealed record LearnedFrom
{
    /// <summary>Random weights: nothing, and nothing else is behind them.</summary>
    public static LearnedFrom Nothing { get; } = new() { IsComplete = true };

    /// <summary>Weights of a file that does not say.</summary>
    public static LearnedFrom Unknown { get; } = new();

    /// <summary>The datasets, by id; one that was used with synthetic and with other faces has two entries.</summary>
    public ImmutableArray<LearnedDataset> Datasets { get; init; } = [];

    /// <summary>
    /// Whether that is all; false where training began with weights that do not say what they had learned from.
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether the weights have seen synthetic faces and never anything else.</summary>
    public bool IsSyntheticOnly => IsComplete && !Datasets.IsEmpty && Datasets.All(entry => entry.IsSynthetic == true);

    /// <summary>One sentence for people, without a full stop.</summary>
    public string Summary => this switch
    {
        { Datasets.IsEmpty: true, IsComplete: true } => "learned from nothing: the weights are random",
        { Datasets.IsEmpty: true } => "what the weights learned from is unknown: their file does not say",
        { IsSyntheticOnly: true } =>
            $"learned from synthetic faces only: its answers about photographs mean nothing ({Ids})",
        { IsComplete: false } =>
            $"learned from {Ids}, and before that from what the first weights' file does not say",
        _ => $"learned from {Ids}",
    };

    private string Ids => string.Join(
        ", ",
        Datasets.Select(entry => entry.IsSynthetic switch
        {
            true when IsSyntheticOnly => entry.Id,
            true => $"{entry.Id} (synthetic faces)",
            false => entry.Id,
            null => $"{entry.Id} (not known whether synthetic)",
        }));

    /// <summary>The same with more datasets.</summary>
    /// <param name="datasets">What is learned from now; what was there before is not repeated.</param>
    public LearnedFrom With(IEnumerable<LearnedDataset> datasets) => this with
    {
        Datasets =
        [
            .. Datasets.Union(datasets).OrderBy(entry => entry.Id, StringComparer.Ordinal)
                .ThenByDescending(entry => entry.IsSynthetic),
        ],
    };

    /// <inheritdoc/>
    public bool Equals(LearnedFrom? other) =>
        other is not null && IsComplete == other.IsComplete && Datasets.SequenceEqual(other.Datasets);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsComplete, Datasets.Length);
}

/// <summary>A dataset that weights have learned from.</summary>
/// <param name="Id">The id of the task whose dataset it is, for example <c>landmarks/300w</c>.</param>
/// <param name="IsSynthetic">
/// Whether its faces were synthetic; null when training was not told, because batches did not come from a folder.
/// </param>
public sealed record LearnedDataset(string Id, bool? IsSynthetic);
