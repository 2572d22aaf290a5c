namespace Faceptor.Evaluation.Metrics;

/// <summary>
/// Share of same-person pairs that are accepted at a given share of wrongly accepted pairs, by cross-validation: the
/// threshold that meets the share is read off all folds but one, and judged on that one.
/// </summary>
/// <remarks>
/// Released configuration: thresholds 0 to 3.999 in steps of 0.001; the one for the wanted share is interpolated
/// linearly between the last threshold that stays at or below it and the next; 0 when no threshold reaches the share.
/// </remarks>
internal static class FoldedTar
{
    private const int NumThresholds = 4000;
    private const double ThresholdStep = 0.001;

    /// <summary>The mean over the folds that have a same-person pair; NaN when none has.</summary>
    public static double At(
        IReadOnlyList<(double SquaredDistance, bool IsSame)> pairs, IEnumerable<Range> folds, double falseAcceptRate)
    {
        var rates = new List<double>();
        foreach (var fold in folds)
        {
            var (start, length) = fold.GetOffsetAndLength(pairs.Count);
            var others = pairs.Take(start).Concat(pairs.Skip(start + length));
            var threshold = ThresholdFor(falseAcceptRate, [.. others.Where(pair => !pair.IsSame)]);
            var same = pairs.Skip(start).Take(length).Where(pair => pair.IsSame).ToArray();
            if (same.Length > 0)
            {
                rates.Add((double)same.Count(pair => pair.SquaredDistance < threshold) / same.Length);
            }
        }

        return rates.Count == 0 ? double.NaN : rates.Average();
    }

    private static double ThresholdFor(double wanted, (double SquaredDistance, bool IsSame)[] others)
    {
        var distances = Array.ConvertAll(others, pair => pair.SquaredDistance);
        Array.Sort(distances);
        var (below, last, lastRate) = (0, 0, 0.0);
        for (var index = 0; index < NumThresholds; index++)
        {
            while (below < distances.Length && distances[below] < index * ThresholdStep)
            {
                below++;
            }

            var rate = distances.Length == 0 ? 0 : (double)below / distances.Length;
            if (rate > wanted)
            {
                return ThresholdStep * (last + ((index - last) * (wanted - lastRate) / (rate - lastRate)));
            }

            (last, lastRate) = (index, rate);
        }

        // Not even the largest threshold accepts more than the wanted share of the others.
        return lastRate >= wanted ? last * ThresholdStep : 0;
    }
}
