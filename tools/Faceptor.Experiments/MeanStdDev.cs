namespace Faceptor.Experiments;

/// <summary>A score over seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">Standard deviation of a sample, over n - 1; null for a single seed, which has none.</param>
internal sealed record MeanStdDev(double Mean, double? Deviation)
{
    /// <summary>Computes mean and deviation.</summary>
    /// <param name="values">One value a seed; at least one.</param>
    public static MeanStdDev Of(IReadOnlyCollection<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var mean = values.Average();
        return new MeanStdDev(
            mean,
            values.Count == 1
                ? null
                : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
