namespace Faceptor.Experiments.Tests;

public sealed class MeanStdDevTests
{
    private const double Rounding = 1e-12;

    [Fact]
    public void Of_computes_mean_and_deviation_of_a_sample()
    {
        var spread = MeanStdDev.Of([2, 4, 9]);

        // Squares of the distances to 5: 9, 1, 16; their sum over n - 1 is 13.
        Assert.Equal(5, spread.Mean, Rounding);
        Assert.Equal(Math.Sqrt(13), spread.Deviation!.Value, Rounding);
    }

    [Fact]
    public void Of_a_single_seed_has_no_deviation()
    {
        Assert.Equal(new MeanStdDev(7, null), MeanStdDev.Of([7]));
    }

    [Fact]
    public void Of_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanStdDev.Of([]));
    }
}
