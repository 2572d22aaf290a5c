using System.Globalization;
using Faceptor.Evaluation;

namespace Faceptor.Experiments;

/// <summary>Scores over seeds in the paper's units: percent, or years.</summary>
internal static class ScoreText
{
    /// <summary>A value with two decimals.</summary>
    /// <param name="kind">Any record of the kind of score.</param>
    /// <param name="value">The value, in the units of <see cref="MetricRecord.Value"/>.</param>
    public static string Number(MetricRecord kind, double value) =>
        ((IsYears(kind) ? 1 : 100) * value).ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>Mean and standard deviation; the mean alone for a single seed.</summary>
    public static string Number(MetricRecord kind, MeanStdDev spread) => spread.Deviation is { } deviation
        ? $"{Number(kind, spread.Mean)} ± {Number(kind, deviation)}"
        : Number(kind, spread.Mean);

    /// <summary>What differences are in.</summary>
    public static string Unit(MetricRecord kind) => IsYears(kind) ? "years" : "points";

    private static bool IsYears(MetricRecord kind) => kind.Metric == "mae_years";
}
