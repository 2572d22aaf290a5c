using System.Collections.Immutable;

namespace Faceptor.Evaluation.Metrics;

/// <summary>
/// Accuracy of telling whether two images show one identity, by ten-fold cross-validation: the threshold is chosen on
/// nine folds and judged on the tenth. Higher is better.
/// </summary>
/// <remarks>
/// Released configuration: folds in order, squared distances of normalised embeddings, thresholds 0 to 3.99 in steps of
/// 0.01, the lowest of the best; a pair counts as one identity when its distance is below the threshold. Not for several
/// threads at once.
/// </remarks>
internal sealed class VerificationAccuracy
{
    /// <summary>Folds of the usual protocol; there must be at least as many pairs.</summary>
    public const int DefaultNumFolds = 10;

    private const int NumThresholds = 400;
    private const double ThresholdStep = 0.01;

    private readonly List<(double SquaredDistance, bool IsSame)> _pairs = [];
    private readonly int _numFolds;

    /// <summary>Starts with no pairs.</summary>
    /// <param name="numFolds">Number of folds, at least 2.</param>
    public VerificationAccuracy(int numFolds = DefaultNumFolds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numFolds, 2);
        _numFolds = numFolds;
    }

    /// <summary>Adds a pair.</summary>
    /// <param name="first">Embedding [D], of any length but 0.</param>
    /// <param name="second">Embedding [D], of any length but 0.</param>
    /// <param name="isSame">Whether they show one identity.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public void Add(ReadOnlySpan<double> first, ReadOnlySpan<double> second, bool isSame)
    {
        if (first.Length != second.Length || first.IsEmpty)
        {
            throw new ArgumentException(
                $"expected embeddings of one size, got {first.Length} and {second.Length} numbers.");
        }

        var firstNorm = Norm(first);
        var secondNorm = Norm(second);
        var squared = 0.0;
        for (var index = 0; index < first.Length; index++)
        {
            var difference = (first[index] / firstNorm) - (second[index] / secondNorm);
            squared += difference * difference;
        }

        _pairs.Add((squared, isSame));
    }

    /// <summary>Accuracy on each fold.</summary>
    /// <exception cref="InvalidOperationException">There are fewer pairs than folds.</exception>
    public ImmutableArray<double> PerFold()
    {
        // right[fold][t]: pairs of the fold that threshold t judges rightly; the other folds' counts are differences of
        // sums.
        var folds = Folds();
        var right = new int[_numFolds][];
        var total = new int[NumThresholds];
        for (var fold = 0; fold < _numFolds; fold++)
        {
            right[fold] = CountRight(folds[fold]);
            for (var index = 0; index < NumThresholds; index++)
            {
                total[index] += right[fold][index];
            }
        }

        return
        [
            .. right.Zip(
                folds,
                (counts, fold) =>
                    (double)counts[BestThreshold(total, counts)] / fold.GetOffsetAndLength(_pairs.Count).Length),
        ];
    }

    /// <summary>The mean over the folds.</summary>
    /// <exception cref="InvalidOperationException">There are fewer pairs than folds.</exception>
    public double Value => PerFold().Average();

    /// <summary>
    /// Share of same-person pairs that are accepted at a given share of wrongly accepted pairs (TAR at FAR), by the
    /// same folds. Higher is better.
    /// </summary>
    /// <param name="falseAcceptRate">The share of other pairs accepted, above 0; published scores take 1e-3.</param>
    /// <returns>The mean over the folds; NaN when no pair shows one identity.</returns>
    /// <exception cref="InvalidOperationException">There are fewer pairs than folds.</exception>
    public double TarAtFar(double falseAcceptRate = 1e-3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(falseAcceptRate);
        return FoldedTar.At(_pairs, Folds(), falseAcceptRate);
    }

    private static double Norm(ReadOnlySpan<double> vector)
    {
        var sum = 0.0;
        foreach (var value in vector)
        {
            sum += value * value;
        }

        return Math.Max(Math.Sqrt(sum), double.Epsilon);
    }

    private static int BestThreshold(int[] total, int[] leftOut)
    {
        var best = 0;
        for (var index = 1; index < NumThresholds; index++)
        {
            if (total[index] - leftOut[index] > total[best] - leftOut[best])
            {
                best = index;
            }
        }

        return best;
    }

    // In order, the first ones longer by a pair when the pairs do not divide evenly.
    private Range[] Folds()
    {
        if (_pairs.Count < _numFolds)
        {
            throw new InvalidOperationException($"{_numFolds} folds need at least as many pairs, got {_pairs.Count}.");
        }

        var (size, rest) = Math.DivRem(_pairs.Count, _numFolds);
        return
        [
            .. Enumerable.Range(0, _numFolds).Select(fold =>
                new Range((fold * size) + Math.Min(fold, rest), ((fold + 1) * size) + Math.Min(fold + 1, rest))),
        ];
    }

    private int[] CountRight(Range fold)
    {
        var (start, count) = fold.GetOffsetAndLength(_pairs.Count);
        var right = new int[NumThresholds];
        foreach (var (squaredDistance, isSame) in _pairs.GetRange(start, count))
        {
            for (var index = 0; index < NumThresholds; index++)
            {
                if ((squaredDistance < index * ThresholdStep) == isSame)
                {
                    right[index]++;
                }
            }
        }

        return right;
    }
}
