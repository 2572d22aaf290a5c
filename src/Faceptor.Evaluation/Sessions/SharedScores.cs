using System.Collections.Immutable;
using System.Text.Json;
using Faceptor.Distributed;

namespace Faceptor.Evaluation.Sessions;

/// <summary>One split that is scored as a whole.</summary>
/// <param name="Name">What progress calls it.</param>
/// <param name="Task">The task.</param>
/// <param name="Split">The split.</param>
/// <param name="NumReads">Images that are read for it.</param>
/// <param name="Score">Scores it.</param>
internal sealed record SplitWork(
    string Name, FaceTask Task, string Split, long NumReads, Func<IReadOnlyList<MetricRecord>> Score)
{
    // A dense image has some nine times the patches of another, and metrics in the image.
    private const long CostOfDense = 10;

    private long Cost => NumReads * (Task.IsDense ? CostOfDense : 1);

    /// <summary>The splits that a rank scores: the costliest first, each to whoever has the least so far.</summary>
    /// <param name="splits">All splits.</param>
    /// <param name="ranks">The ranks.</param>
    /// <returns>Places in the list, rising.</returns>
    /// <remarks>
    /// A split is one rank's, so that its score has the same bits whatever the number of ranks; the largest split bounds
    /// what many ranks gain.
    /// </remarks>
    public static int[] OwnOf(IReadOnlyList<SplitWork> splits, ICommunicator ranks)
    {
        var loads = new long[ranks.NumRanks];
        var own = new List<int>();
        foreach (var (index, split) in splits.Index().OrderByDescending(entry => entry.Item.Cost))
        {
            var rank = Array.IndexOf(loads, loads.Min());
            loads[rank] += split.Cost;
            if (rank == ranks.Rank)
            {
                own.Add(index);
            }
        }

        return [.. own.Order()];
    }
}

/// <summary>What scoring a split gave.</summary>
/// <param name="Records">Its scores.</param>
/// <param name="Unscored">The split itself, where it could not be read.</param>
internal sealed record ScoredSplit(ImmutableArray<MetricRecord> Records, ImmutableArray<UnscoredSplit> Unscored);

/// <summary>Scores that ranks have made a part of each.</summary>
internal static class SharedScores
{
    /// <summary>Scores this rank's splits and brings those of all together.</summary>
    /// <param name="numSplits">Splits of all ranks.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="own">This rank's.</param>
    /// <param name="score">Scores one.</param>
    /// <returns>What each split gave, on every rank.</returns>
    /// <exception cref="OperationCanceledException">A rank was cancelled.</exception>
    /// <exception cref="DistributedException">Another rank failed; this rank's own failure is thrown as it is.</exception>
    public static IReadOnlyList<ScoredSplit> Gather(
        int numSplits, ICommunicator ranks, IEnumerable<int> own, Func<int, ScoredSplit> score)
    {
        if (ranks.NumRanks == 1)
        {
            return [.. own.Select(score)];
        }

        var said = new RankScores();
        Exception? failure = null;
        try
        {
            said = said with { Splits = own.ToDictionary(index => index, score) };
        }
        catch (Exception error)
        {
            // The others wait for this rank's scores, and so hear of it.
            failure = error;
            said = new RankScores { Failure = error.Message, IsCancelled = error is OperationCanceledException };
        }

        var json = ranks.Gather(JsonSerializer.Serialize(said, MetricsJsonContext.Default.RankScores));
        if (failure is not null)
        {
            throw new RanksFailedException(failure);
        }

        RankScores[] all = [.. json.Select(text => JsonSerializer.Deserialize(text, MetricsJsonContext.Default.RankScores)!)];
        if (Array.FindIndex(all, rank => rank.Failure is not null) is >= 0 and var culprit)
        {
            throw new RanksFailedException(all[culprit].IsCancelled
                ? new OperationCanceledException("scoring was cancelled on another rank.")
                : new DistributedException($"rank {culprit} of {ranks.NumRanks} cannot score: {all[culprit].Failure}"));
        }

        var splits = all.SelectMany(rank => rank.Splits).ToDictionary();
        return [.. Enumerable.Range(0, numSplits).Select(index => splits[index])];
    }
}

/// <summary>What a rank tells the others about its splits.</summary>
internal sealed record RankScores
{
    /// <summary>By their places in the plan.</summary>
    public IReadOnlyDictionary<int, ScoredSplit> Splits
    {
        get => field ?? ImmutableDictionary<int, ScoredSplit>.Empty;
        init;
    }

    /// <summary>Why the rank could not score; null where it could.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether it was cancelled.</summary>
    public bool IsCancelled { get; init; }
}
