using System.Collections.Immutable;
using System.Globalization;

namespace Faceptor;

/// <summary>
/// How pixel values become network input: (value / 255 - mean) / std, channel by channel in RGB. Two with the same
/// numbers are equal.
/// </summary>
public sealed record ChannelNormalization
{
    /// <summary>Red, green and blue.</summary>
    public const int NumChannels = 3;

    private const double MinStd = 0.001;
    private const double MaxStd = 10;

    /// <summary>Mean and standard deviation of 0.5 in every channel: values from -1 to 1.</summary>
    /// <remarks>Released configuration: age, expression, attributes and identity.</remarks>
    public static ChannelNormalization Half { get; } = new() { Mean = [0.5, 0.5, 0.5], Std = [0.5, 0.5, 0.5] };

    /// <summary>CLIP's mean and standard deviation.</summary>
    /// <remarks>Released configuration: landmarks and parsing.</remarks>
    public static ChannelNormalization Clip { get; } = new()
    {
        Mean = [0.48145466, 0.4578275, 0.40821073],
        Std = [0.26862954, 0.26130258, 0.27577711],
    };

    /// <summary>What is subtracted from values in [0, 1], for red, green and blue; from 0 to 1.</summary>
    public required ImmutableArray<double> Mean { get; init; }

    /// <summary>What the difference is divided by, for red, green and blue; from 0.001 to 10.</summary>
    public required ImmutableArray<double> Std { get; init; }

    /// <inheritdoc/>
    public bool Equals(ChannelNormalization? other) =>
        other is not null && Same(Mean, other.Mean) && Same(Std, other.Std);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in Values(Mean).Concat(Values(Std)))
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>The numbers for people, shortened to four digits.</summary>
    public override string ToString() =>
        $"{(Equals(Clip) ? "CLIP's " : string.Empty)}mean {Text(Mean)}, std {Text(Std)}";

    /// <summary>What cannot work about the numbers.</summary>
    /// <param name="owner">The option that holds them, for the messages.</param>
    /// <returns>A clause for each problem; none when the numbers work.</returns>
    public IEnumerable<string> Problems(string owner)
    {
        if (ProblemOf($"{owner}.{nameof(Mean)}", Mean, 0, 1) is { } mean)
        {
            yield return mean;
        }

        if (ProblemOf($"{owner}.{nameof(Std)}", Std, MinStd, MaxStd) is { } std)
        {
            yield return std;
        }
    }

    // NaN is in no range, and so refused.
    private static string? ProblemOf(string name, ImmutableArray<double> values, double min, double max) =>
        Values(values).Length == NumChannels && Values(values).All(value => value >= min && value <= max)
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{name} is {Text(values)}, expected {NumChannels} numbers (red, green, blue) from {min} to {max}");

    private static bool Same(ImmutableArray<double> left, ImmutableArray<double> right) =>
        left.IsDefault == right.IsDefault && Values(left).SequenceEqual(Values(right));

    private static ImmutableArray<double> Values(ImmutableArray<double> values) => values.IsDefault ? [] : values;

    private static string Text(ImmutableArray<double> values)
    {
        const int MaxShown = 8;
        var shown = Values(values).Take(MaxShown)
            .Select(value => value.ToString("0.####", CultureInfo.InvariantCulture));
        return $"[{string.Join(", ", shown)}{(Values(values).Length > MaxShown ? ", ..." : string.Empty)}]";
    }
}
