namespace Faceptor.Experiments.Tests;

public sealed class ScoreComparisonTests
{
    private const double Rounding = 1e-12;

    [Fact]
    public void Of_counts_wins_and_ties_where_lower_is_better()
    {
        var compared = ScoreComparison.Of([3, 5, 4], [4, 5, 3.5], higherIsBetter: false);

        Assert.Equal((3, 1, 1), (compared.NumSeeds, compared.NumWins, compared.NumTies));
        Assert.Equal((1 + 0 - 0.5) / 3, compared.Gain, Rounding);
    }

    [Fact]
    public void Spread_is_the_larger_deviation()
    {
        var compared = ScoreComparison.Of([1, 2, 3], [10, 14, 18], higherIsBetter: true);

        Assert.Equal(4, compared.Spread!.Value, Rounding);
        Assert.Equal(-12, compared.Gain, Rounding);
        Assert.True(compared.ExceedsSpread);
    }

    [Theory]
    [InlineData(1.5, false)]
    [InlineData(2, false)]
    [InlineData(2.5, true)]
    public void A_difference_counts_only_beyond_the_spread(double difference, bool expected)
    {
        var compared = ScoreComparison.Of(
            [4 + difference, 6 + difference, 8 + difference], [4, 6, 8], higherIsBetter: true);

        Assert.Equal(expected, compared.ExceedsSpread);
    }

    [Fact]
    public void A_single_seed_decides_nothing()
    {
        var compared = ScoreComparison.Of([9], [1], higherIsBetter: true);

        Assert.Null(compared.Spread);
        Assert.False(compared.ExceedsSpread);
    }

    [Fact]
    public void Scores_of_other_seeds_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreComparison.Of([1, 2], [1], higherIsBetter: true));
    }
}
