namespace Faceptor.Evaluation.Metrics;

/// <summary>Counts how often each true class was taken for each class, over all pixels of all images.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
internal sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <summary>Starts with zero counts.</summary>
    /// <param name="numClasses">Number of classes; class 0 is the background.</param>
    public ConfusionMatrix(int numClasses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numClasses, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numClasses, byte.MaxValue + 1);
        _counts = new long[numClasses, numClasses];
    }

    /// <summary>Number of classes.</summary>
    public int NumClasses => _counts.GetLength(0);

    /// <summary>
    /// Mean F1 over the classes but the background. A class that neither occurs nor is predicted is left out; NaN when
    /// none is left.
    /// </summary>
    public double MeanForegroundF1
    {
        get
        {
            var scores = Enumerable.Range(1, NumClasses - 1).Select(F1).Where(double.IsFinite).ToArray();
            return scores.Length == 0 ? double.NaN : scores.Average();
        }
    }

    /// <summary>Adds pixels.</summary>
    /// <param name="truth">True classes.</param>
    /// <param name="predicted">Predicted classes of the same pixels.</param>
    /// <exception cref="ArgumentException">The counts differ, or a class does not exist.</exception>
    public void Add(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted)
    {
        if (truth.Length != predicted.Length)
        {
            throw new ArgumentException(
                $"got {truth.Length} true and {predicted.Length} predicted pixels, expected equally many.");
        }

        var last = (byte)(NumClasses - 1);
        if (truth.ContainsAnyExceptInRange((byte)0, last) || predicted.ContainsAnyExceptInRange((byte)0, last))
        {
            throw new ArgumentException($"a pixel's class is outside 0 to {last}.");
        }

        for (var pixel = 0; pixel < truth.Length; pixel++)
        {
            _counts[truth[pixel], predicted[pixel]]++;
        }
    }

    /// <summary>
    /// F1 of a class: 2 TP / (true pixels + predicted pixels). NaN when it neither occurs nor is predicted.
    /// </summary>
    /// <param name="index">The class.</param>
    public double F1(int index)
    {
        var marked = 0L;
        for (var other = 0; other < NumClasses; other++)
        {
            marked += _counts[index, other] + _counts[other, index];
        }

        return 2.0 * _counts[index, index] / marked;
    }
}
