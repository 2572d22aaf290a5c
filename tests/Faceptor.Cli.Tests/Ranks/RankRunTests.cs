using System.CommandLine;
using Faceptor.Cli.Ranks;
using Microsoft.Extensions.Logging;

namespace Faceptor.Cli.Tests.Ranks;

/// <summary>What a rank shows, and how it ends, with ranks that are pretended.</summary>
public sealed class RankRunTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData(0, "done\n")]
    [InlineData(1, "")]
    public void Only_rank_0_shows_what_it_does_and_all_wait_for_each_other(int rank, string shown)
    {
        var ranks = new PretendedRanks(rank);

        var code = Run(ranks, (context, run) =>
        {
            context.Out.WriteLine("done");
            Assert.Equal(rank == 0, run.Leads);
            return FaceptorApp.Success;
        });

        Assert.Equal(FaceptorApp.Success, code);
        Assert.Equal(shown, _output.ToString());
        Assert.Equal(["barrier", "dispose"], ranks.Calls);
    }

    [Theory]
    [InlineData(0, "error: a broken image\n")]
    [InlineData(1, "rank 1: error: a broken image\n")]
    public void A_rank_that_fails_alone_says_so_and_ends_the_others(int rank, string said)
    {
        var ranks = new PretendedRanks(rank);

        var code = Run(ranks, (_, _) => throw new DistributedException("a broken image"));

        Assert.Equal(FaceptorApp.Failed, code);
        Assert.Equal(said, _error.ToString());
        Assert.Equal([$"abort {FaceptorApp.Failed}", "dispose"], ranks.Calls);
    }

    [Theory]
    [InlineData(0, "error: rank 1 failed\n")]
    [InlineData(1, "")]
    public void Ranks_that_have_agreed_to_end_say_it_once(int rank, string said)
    {
        var ranks = new PretendedRanks(rank);

        var code = Run(ranks, (_, run) =>
        {
            run.EndsTogether = true;
            throw new DistributedException("rank 1 failed");
        });

        Assert.Equal(FaceptorApp.Failed, code);
        Assert.Equal(said, _error.ToString());
        Assert.Equal(["barrier", "dispose"], ranks.Calls);
    }

    [Fact]
    public void The_rank_that_others_end_for_says_why()
    {
        var ranks = new PretendedRanks(1);

        var code = Run(ranks, (_, run) =>
        {
            run.EndsTogether = true;
            throw new CheckpointException("file", "cannot be read.");
        });

        Assert.Equal(FaceptorApp.Failed, code);
        Assert.StartsWith("rank 1: error: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["barrier", "dispose"], ranks.Calls);
    }

    [Theory]
    [InlineData(0, "error: cancelled after step 3\n")]
    [InlineData(1, "")]
    public void A_stop_ends_all_ranks_with_its_code_and_one_line(int rank, string said)
    {
        var ranks = new PretendedRanks(rank);

        var code = Run(ranks, (_, _) => throw new CancelledException("cancelled after step 3"));

        Assert.Equal(FaceptorApp.Cancelled, code);
        Assert.Equal(said, _error.ToString());
        Assert.Equal(["barrier", "dispose"], ranks.Calls);
    }

    [Fact]
    public void Ranks_that_do_not_come_together_are_told_by_their_number()
    {
        var code = RankRun.Run(
            Context, Parsed, 3, () => throw new DistributedException("no library"), (_, _) => FaceptorApp.Success);

        Assert.Equal(FaceptorApp.Failed, code);
        Assert.Equal("rank 3: error: no library\n", _error.ToString());
    }

    [Fact]
    public void Lines_of_the_log_have_the_number_too()
    {
        var context = Context;
        var root = new RootCommand { context.Logger.Option };

        RankRun.Run(
            context,
            root.Parse(["--log-level", "information"]),
            2,
            () => new PretendedRanks(2),
            (own, _) =>
            {
                own.Logger.Log(LogLevel.Information, new EventId(1), "a line", null, (text, _) => text);
                return FaceptorApp.Success;
            });

        Assert.StartsWith("rank 2: information: ", _error.ToString(), StringComparison.Ordinal);
    }

    private static ParseResult Parsed => new RootCommand().Parse([]);

    private CliContext Context => CliContext.Plain(_output, _error, TestContext.Current.CancellationToken);

    private int Run(PretendedRanks ranks, Func<CliContext, RankRun, int> work)
    {
        var context = Context;
        return RankRun.Run(
            context, new RootCommand { context.Logger.Option }.Parse([]), ranks.Rank, () => ranks, work);
    }
}
