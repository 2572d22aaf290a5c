using System.Globalization;

namespace Faceptor.Cli.Display;

/// <summary>Operating points in words.</summary>
internal static class OperatingPointText
{
    /// <summary>What a set says, in one line without its name.</summary>
    /// <param name="points">The points of a set.</param>
    public static string Describe(OperatingPoints points) => points.Points.IsEmpty
        ? $"{Pairs(points)} are too few for any threshold"
        : $"{string.Join("; ", points.Points.Select(Describe))} ({Pairs(points)})";

    /// <summary>What a set says of one similarity.</summary>
    /// <param name="points">The points of a set, at least one.</param>
    /// <param name="similarity">The similarity.</param>
    public static IEnumerable<string> Judge(OperatingPoints points, double similarity) => points.Points.Select(point =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{points.Set}, false match rate {point.MaxFalseMatchRate:0.######}: "
            + $"{(similarity > point.Threshold ? "one person" : "two people")} (threshold {point.Threshold:F3}; there "
            + $"{point.FalseMatchRate:0.######} of {points.NumImpostorPairs} pairs of two people and "
            + $"{point.TrueMatchRate:0.####} of {points.NumGenuinePairs} of one are above it)"));

    private static string Describe(OperatingPoint point) => string.Create(
        CultureInfo.InvariantCulture,
        $"above {point.Threshold:F3} FMR {point.FalseMatchRate:0.######} (for {point.MaxFalseMatchRate:0.######}), "
        + $"TMR {point.TrueMatchRate:0.####}");

    private static string Pairs(OperatingPoints points) => string.Create(
        CultureInfo.InvariantCulture,
        $"{points.NumImpostorPairs} pairs of two people, {points.NumGenuinePairs} of one");
}
