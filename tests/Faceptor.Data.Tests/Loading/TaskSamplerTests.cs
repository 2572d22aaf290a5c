using Faceptor.Data.Loading;

namespace Faceptor.Data.Tests.Loading;

public sealed class TaskSamplerTests
{
    [Fact]
    public void Processes_are_disjoint_and_together_draw_what_one_draws_in_the_order_of_their_places()
    {
        int[][] places = [[0, 3], [4, 1], [2, 5]];
        var whole = Create(23, batchSize: 6);
        var ranks = places.Select(own => Create(23, batchSize: 6, own)).ToArray();

        for (var step = 0; step < 12; step++)
        {
            var all = whole.Next();

            Assert.All(
                ranks.Zip(places),
                entry => Assert.Equal(entry.Second.Select(place => all[place]), entry.First.Next()));
        }
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(-1)]
    [InlineData]
    public void Places_outside_of_the_step_are_refused(params int[] places)
    {
        var error = Assert.Throws<OptionsException>(() => Create(23, batchSize: 6, places));

        Assert.Contains("expected places from 0 to 5, at least one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pass_over_all_processes_has_every_sample_once()
    {
        var ranks = new int[][] { [0, 2, 4], [1, 3, 5] }.Select(own => Create(24, batchSize: 6, own)).ToArray();

        var pass = Enumerable.Range(0, 4).SelectMany(_ => ranks.SelectMany(rank => rank.Next())).ToArray();

        Assert.Equal(Enumerable.Range(0, 24), pass.Select(turn => turn.Index).Order());
        Assert.All(pass, turn => Assert.Equal(0, turn.Epoch));
    }

    [Fact]
    public void Skipping_ahead_is_the_same_as_drawing()
    {
        var synthetic = Create(1000, batchSize: 7);
        for (var step = 0; step < 500; step++)
        {
            synthetic.Next();
        }

        var skipped = Create(1000, batchSize: 7);
        skipped.SkipTo(500);

        Assert.Equal(synthetic.Next(), skipped.Next());
    }

    [Fact]
    public void Tasks_of_one_size_have_orders_of_their_own()
    {
        var options = new BatchLoaderOptions { BatchSize = 50, Seed = 1 };

        Assert.NotEqual(
            new TaskSampler(FaceTasks.AgeMorph2, 50, options).Next(),
            new TaskSampler(FaceTasks.AgeUtkFace, 50, options).Next());
    }

    /// <summary>Released: the list is repeated, cut to the length of the run, and shuffled as one.</summary>
    [Theory]
    [InlineData(10, 4, 8)]
    [InlineData(10, 3, 1)]
    [InlineData(7, 7, 3)]
    [InlineData(1, 4, 5)]
    public void A_whole_run_draws_the_repeated_list_in_one_order(int count, int batchSize, int numSteps)
    {
        var sampler = OfWholeRun(count, batchSize, numSteps);

        var run = Enumerable.Range(0, numSteps).SelectMany(_ => sampler.Next()).ToArray();

        var length = batchSize * numSteps;
        Assert.Equal(
            Enumerable.Range(0, length).Select(place => place % count).Order(), run.Select(turn => turn.Index).Order());
        // What is done to a sample is drawn by its turn: each comes once.
        Assert.Equal(length, run.Distinct().Count());
        var after = Enumerable.Range(0, numSteps).SelectMany(_ => sampler.Next()).ToArray();
        Assert.Equal(2 * length, run.Concat(after).Distinct().Count());
    }

    [Fact]
    public void Within_a_whole_run_a_sample_may_come_twice_before_another_comes_once()
    {
        var sampler = OfWholeRun(50, batchSize: 50, numSteps: 40);

        // As often as drawing with replacement would, 50 (1 - 1/e) = 31.6 of 50, and never as in passes.
        var numDifferent = Enumerable.Range(0, 40)
            .Select(_ => sampler.Next().DistinctBy(turn => turn.Index).Count());
        Assert.Equal(31.6, numDifferent.Average(), 1.5);
    }

    [Fact]
    public void Skipping_ahead_in_a_whole_run_is_the_same_as_drawing()
    {
        var (synthetic, skipped) = (OfWholeRun(30, 7, 20), OfWholeRun(30, 7, 20));
        for (var step = 0; step < 13; step++)
        {
            synthetic.Next();
        }

        skipped.SkipTo(13);

        Assert.Equal(synthetic.Next(), skipped.Next());
    }

    [Fact]
    public void A_run_of_more_samples_than_can_be_shuffled_is_refused()
    {
        var error = Assert.Throws<OptionsException>(
            () => OfWholeRun(30, batchSize: 1_000_000, numSteps: 3_000));

        Assert.Contains("sampleOrder: passes", error.Message, StringComparison.Ordinal);
    }

    private static TaskSampler OfWholeRun(int count, int batchSize, int numSteps) => new(
        FaceTasks.AgeMorph2,
        count,
        new BatchLoaderOptions { BatchSize = batchSize, Seed = 1, ShuffledSteps = numSteps });

    private static TaskSampler Create(int count, int batchSize, int[]? places = null) =>
        new(FaceTasks.AgeMorph2, count, new BatchLoaderOptions
        {
            BatchSize = batchSize,
            Places = places is null ? null : [.. places],
            Seed = 1,
        });
}
