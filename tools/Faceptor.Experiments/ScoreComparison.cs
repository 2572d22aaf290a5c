namespace Faceptor.Experiments;

/// <summary>How one variant's scores stand to another's, seed by seed.</summary>
internal sealed record ScoreComparison
{
    /// <summary>Seeds.</summary>
    public required int NumSeeds { get; init; }

    /// <summary>Seeds in which the first is better.</summary>
    public required int NumWins { get; init; }

    /// <summary>Seeds in which both are equal.</summary>
    public required int NumTies { get; init; }

    /// <summary>By how much the first is better on average; negative where it is worse.</summary>
    public required double Gain { get; init; }

    /// <summary>The larger of the two standard deviations over seeds; null for a single seed.</summary>
    public required double? Spread { get; init; }

    /// <summary>Whether the difference of the means is more than the seeds differ among themselves.</summary>
    public bool ExceedsSpread => Spread is { } spread && Math.Abs(Gain) > spread;

    /// <summary>Compares scores of the same seeds.</summary>
    /// <param name="first">One variant's, a value a seed.</param>
    /// <param name="second">The other's, in the same order.</param>
    /// <param name="higherIsBetter">Whether a higher score is a better one.</param>
    public static ScoreComparison Of(
        IReadOnlyList<double> first, IReadOnlyList<double> second, bool higherIsBetter)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(first.Count, second.Count);
        double[] gains = [.. first.Zip(second, (one, other) => higherIsBetter ? one - other : other - one)];
        var (ofFirst, ofSecond) = (Faceptor.Experiments.MeanStdDev.Of(first), Faceptor.Experiments.MeanStdDev.Of(second));
        return new ScoreComparison
        {
            NumSeeds = gains.Length,
            NumWins = gains.Count(gain => gain > 0),
            NumTies = gains.Count(gain => gain == 0),
            Gain = gains.Average(),
            Spread = ofFirst.Deviation is { } one && ofSecond.Deviation is { } other ? Math.Max(one, other) : null,
        };
    }
}
