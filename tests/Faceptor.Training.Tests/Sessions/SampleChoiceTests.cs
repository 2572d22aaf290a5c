using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sessions;

namespace Faceptor.Training.Tests.Sessions;

public sealed class SampleChoiceTests : IDisposable
{
    private readonly FixtureDatasets _data = new("verification");

    private VerificationSet Set => VerificationSet.Open(_data.File("verification/lfw.bin"));

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Samples_are_different_ones_in_order_and_the_same_every_time()
    {
        var some = SampleChoice.Of(1000, 100);

        Assert.Equal(100, some.Distinct().Count());
        Assert.Equal(some.Order(), some);
        Assert.Equal(some, SampleChoice.Of(1000, 100));
        Assert.Equal([0, 1, 2], SampleChoice.Of(3, 3));
    }

    /// <summary>A list may alternate with any period; a stride would then take one kind.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(20)]
    public void No_period_of_a_list_shows_in_the_choice(int period)
    {
        var some = SampleChoice.Of(2000, 200);

        var counts = some.CountBy(index => index % period).ToDictionary();
        Assert.Equal(period, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 0.4 * 200 / period, 1.8 * 200 / period));
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(20, 20)]
    [InlineData(21, 20)]
    [InlineData(59, 58)]
    [InlineData(250, 250)]
    public void Pairs_are_balanced_and_every_fold_has_both_kinds(int asked, int expected)
    {
        var set = Set;
        var pairs = SampleChoice.OfPairs(set, asked);

        Assert.Equal(expected, pairs.Length);
        Assert.Equal(expected, pairs.Distinct().Count());
        Assert.Equal(expected / 2, pairs.Count(set.IsSame));
        Assert.Equal(pairs, SampleChoice.OfPairs(set, asked));
        var (size, rest) = Math.DivRem(expected, 10);
        foreach (var fold in Enumerable.Range(0, 10))
        {
            var kinds = pairs.AsSpan()
                .Slice((fold * size) + Math.Min(fold, rest), size + (fold < rest ? 1 : 0))
                .ToArray().Select(set.IsSame);
            Assert.Equal(2, kinds.Distinct().Count());
        }
    }

    [Fact]
    public void All_pairs_stay_in_the_sets_own_order()
    {
        var set = Set;

        Assert.Equal(Enumerable.Range(0, set.NumPairs), SampleChoice.OfPairs(set, null));
        Assert.Equal(Enumerable.Range(0, set.NumPairs), SampleChoice.OfPairs(set, set.NumPairs));
    }

    [Fact]
    public void A_sample_says_how_many_pairs_it_has_and_of_how_many()
    {
        using var model = new FakeFaceModel(FaceTasks.IdentityMs1mV3);
        using var session = new EvaluationSession(
            _data.Root,
            [FaceTasks.IdentityMs1mV3],
            options: new EvaluationOptions { MaxSamplesPerDataset = 100 });

        var records = session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(200, session.NumImages);
        Assert.All(records, record => Assert.Equal((100L, 600L), (record.Samples, record.SplitSize)));
        Assert.Equal(0.5, records[0].Baseline);
        Assert.Equal("the rate takes 1,000 pairs of two identities, 50 are there", records[1].BaselineProblem);
    }

    [Fact]
    public void A_set_that_no_balanced_part_can_be_taken_of_is_refused()
    {
        var small = VerificationSet.Open(Path.Combine(
            RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA", "verification", "lfw.bin"));

        var error = Assert.Throws<DatasetException>(() => SampleChoice.OfPairs(small, 11));

        Assert.Contains("at least 10 pairs of one identity and as many of two", error.Message, StringComparison.Ordinal);
    }
}
