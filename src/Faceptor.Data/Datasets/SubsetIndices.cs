using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Finds the samples of one list in another, so that an image in both needs to be looked at once only.
/// </summary>
internal static class SubsetIndices
{
    /// <summary>Finds every sample of a part by its name and, for landmarks, its points.</summary>
    /// <param name="whole">The longer list.</param>
    /// <param name="part">The shorter list.</param>
    /// <returns>
    /// For each sample of <paramref name="part"/> its number in <paramref name="whole"/>, each at most once; null when
    /// one is not there, as in lists of different origin.
    /// </returns>
    public static ImmutableArray<int>? Find(IFaceDataset whole, IFaceDataset part)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(part);
        var byName = Enumerable.Range(0, whole.Count)
            .GroupBy(whole.GetName, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var found = ImmutableArray.CreateBuilder<int>(part.Count);
        for (var index = 0; index < part.Count; index++)
        {
            // Several faces may share an image, and a list may name a face twice.
            if (!byName.TryGetValue(part.GetName(index), out var candidates))
            {
                return null;
            }

            var place = candidates.FindIndex(candidate => IsSame(whole.ReadLabel(candidate), part.ReadLabel(index)));
            if (place < 0)
            {
                return null;
            }

            found.Add(candidates[place]);
            candidates.RemoveAt(place);
        }

        return found.MoveToImmutable();
    }

    private static bool IsSame(FaceLabel first, FaceLabel second) => (first, second) switch
    {
        (LandmarkLabel a, LandmarkLabel b) => a.Points.AsSpan().SequenceEqual(b.Points.AsSpan()),
        _ => first.GetType() == second.GetType(),
    };
}
