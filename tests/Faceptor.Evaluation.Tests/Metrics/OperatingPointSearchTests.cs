using Faceptor.Evaluation.Metrics;

namespace Faceptor.Evaluation.Tests.Metrics;

public sealed class OperatingPointSearchTests
{
    [Fact]
    public void Thresholds_are_those_of_a_case_computed_by_hand()
    {
        // Impostors 0.000, 0.001, ... 0.999: at 0.1 a hundred may be above, the 101st from above is 0.899; at 0.01 ten, the
        // 11th is 0.989. Of the genuine pairs three of four and two of four are above.
        var search = new OperatingPointSearch();
        for (var index = 0; index < 1000; index++)
        {
            search.Add(index / 1000.0, isSame: false);
        }

        foreach (var similarity in (double[])[0.5, 0.95, 0.99, 1.0])
        {
            search.Add(similarity, isSame: true);
        }

        var points = search.Find("identity/ms1mv3", "lfw");

        Assert.Equal(
            new OperatingPoints(
                "identity/ms1mv3",
                "lfw",
                1000,
                4,
                [new OperatingPoint(0.1, 0.899, 0.1, 0.75), new OperatingPoint(0.01, 0.989, 0.01, 0.5)]),
            points);
    }

    [Fact]
    public void Pairs_that_are_alike_are_on_one_side()
    {
        // Thirty of a hundred impostors are 0.8: none of them may pass, so fewer pass than could.
        var search = new OperatingPointSearch();
        for (var index = 0; index < 100; index++)
        {
            search.Add(index < 30 ? 0.8 : index < 35 ? 0.9 : 0.1, isSame: false);
        }

        search.Add(0.8, isSame: true);
        search.Add(0.85, isSame: true);

        var point = Assert.Single(search.Find("identity/ms1mv3", "set").Points);

        Assert.Equal(new OperatingPoint(0.1, 0.8, 0.05, 0.5), point);
    }

    [Theory]
    [InlineData(99, new double[0])]
    [InlineData(100, new[] { 0.1 })]
    [InlineData(999, new[] { 0.1 })]
    [InlineData(1000, new[] { 0.1, 0.01 })]
    [InlineData(10_000, new[] { 0.1, 0.01, 0.001 })]
    public void No_rate_is_claimed_that_fewer_than_ten_pairs_support(int numImpostors, double[] rates)
    {
        var search = new OperatingPointSearch();
        search.Add(1, isSame: true);
        for (var index = 0; index < numImpostors; index++)
        {
            search.Add(index / (double)numImpostors, isSame: false);
        }

        Assert.Equal(rates, search.Find("identity/ms1mv3", "set").Points.Select(point => point.MaxFalseMatchRate));
    }

    [Fact]
    public void Without_pairs_of_one_identity_nothing_is_claimed()
    {
        var search = new OperatingPointSearch();
        for (var index = 0; index < 200; index++)
        {
            search.Add(0, isSame: false);
        }

        Assert.Empty(search.Find("identity/ms1mv3", "set").Points);
    }
}
