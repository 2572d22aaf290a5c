using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>Some samples of a dataset, in any order.</summary>
/// <remarks>Takes no more memory than the numbers of the samples. As safe for threads as the whole dataset.</remarks>
internal sealed class Subset : IFaceDataset, IDisposable
{
    private readonly IFaceDataset _whole;

    /// <summary>Chooses samples.</summary>
    /// <param name="whole">The dataset; disposed with the part.</param>
    /// <param name="indices">Samples of <paramref name="whole"/>, from 0.</param>
    /// <param name="split">What the part is called; null keeps the whole's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the dataset.</exception>
    public Subset(IFaceDataset whole, ImmutableArray<int> indices, string? split = null)
    {
        ArgumentNullException.ThrowIfNull(whole);
        foreach (var index in indices)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, whole.Count, nameof(indices));
        }

        _whole = whole;
        Indices = indices;
        Split = split ?? whole.Split;
    }

    /// <summary>The samples of the whole dataset that the part has, in its order.</summary>
    public ImmutableArray<int> Indices { get; }

    /// <inheritdoc/>
    public FaceTask Task => _whole.Task;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => Indices.Length;

    /// <inheritdoc/>
    public string GetName(int index) => _whole.GetName(Indices[index]);

    /// <inheritdoc/>
    public string? FindImage(int index) => _whole.FindImage(Indices[index]);

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => _whole.ReadLabel(Indices[index]);

    /// <inheritdoc/>
    public FaceSample Read(int index) => _whole.Read(Indices[index]);

    /// <summary>Closes what the whole dataset keeps open.</summary>
    public void Dispose() => (_whole as IDisposable)?.Dispose();

    /// <summary>Whole numbers that lie evenly from 0 on.</summary>
    /// <param name="count">The numbers are below this.</param>
    /// <param name="maxCount">How many at most.</param>
    /// <returns>Ascending; all of them when they are no more than <paramref name="maxCount"/>.</returns>
    public static ImmutableArray<int> SpreadIndices(int count, int maxCount)
    {
        var taken = Math.Min(count, maxCount);
        return [.. Enumerable.Range(0, taken).Select(place => (int)((long)place * count / taken))];
    }
}
