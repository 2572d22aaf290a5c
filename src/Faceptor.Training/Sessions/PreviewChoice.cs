using Faceptor.Data.Datasets;

namespace Faceptor.Training.Sessions;

/// <summary>Which pairs of a set stand for all: always the same ones.</summary>
internal static class PreviewChoice
{
    /// <summary>The first pairs of one identity, and as many, or one fewer, of two.</summary>
    /// <remarks>Sets list both kinds in runs, so an even spread could miss one.</remarks>
    /// <param name="set">The pairs.</param>
    /// <param name="numWanted">How many to choose.</param>
    public static IEnumerable<int> FirstPairs(VerificationSet set, int numWanted)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegative(numWanted);
        var all = Enumerable.Range(0, set.NumPairs).ToLookup(set.IsSame);
        return all[true].Take((numWanted + 1) / 2).Concat(all[false].Take(numWanted / 2));
    }
}
