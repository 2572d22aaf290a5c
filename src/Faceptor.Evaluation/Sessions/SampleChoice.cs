using System.Collections.Immutable;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Metrics;

namespace Faceptor.Evaluation.Sessions;

/// <summary>
/// Which samples stand for all of a split when only some are scored: by a hash, the same on every machine.
/// </summary>
/// <remarks>
/// Our choice. Every n-th sample would follow whatever order a list has: verification sets alternate runs of one identity
/// and of two, so that a stride takes one kind only.
/// </remarks>
internal static class SampleChoice
{
    /// <summary>Pairs of each kind at least: one in every fold.</summary>
    public const int MinPairsOfKind = VerificationAccuracy.DefaultNumFolds;

    /// <summary>Chooses samples.</summary>
    /// <param name="count">Samples there are.</param>
    /// <param name="maxCount">How many at most, at least 1.</param>
    /// <returns>Ascending; all of them when there are no more than <paramref name="maxCount"/>.</returns>
    public static ImmutableArray<int> Of(int count, int maxCount) =>
        count <= maxCount ? [.. Enumerable.Range(0, count)] : Some(Enumerable.Range(0, count), maxCount);

    /// <summary>
    /// Chooses pairs: as many of one identity as of two, turn by turn, so that every fold has both; those of one kind
    /// stay in the order of the set.
    /// </summary>
    /// <param name="set">The pairs.</param>
    /// <param name="maxCount">How many at most; null, or no fewer than there are, takes all in order.</param>
    /// <exception cref="DatasetException">One kind has too few pairs for the folds.</exception>
    public static ImmutableArray<int> OfPairs(VerificationSet set, int? maxCount)
    {
        if (maxCount is not { } most || most >= set.NumPairs)
        {
            return [.. Enumerable.Range(0, set.NumPairs)];
        }

        var kinds = Enumerable.Range(0, set.NumPairs).ToLookup(set.IsSame);
        var (same, others) = (kinds[true].ToArray(), kinds[false].ToArray());
        var fewest = Math.Min(same.Length, others.Length);
        if (fewest < MinPairsOfKind)
        {
            throw new DatasetException(
                set.Name,
                $"expected at least {MinPairsOfKind} pairs of one identity and as many of two to score a part of the "
                + $"set, {same.Length} and {others.Length} are there; score it whole.");
        }

        var each = Math.Clamp(most / 2, MinPairsOfKind, fewest);
        return
        [
            .. Some(same, each).Zip(Some(others, each)).SelectMany(pairs => (int[])[pairs.First, pairs.Second]),
        ];
    }

    private static ImmutableArray<int> Some(IEnumerable<int> places, int count) =>
        [.. places.OrderBy(place => SeededRandom.Hash(place)).ThenBy(place => place).Take(count).Order()];
}
