using static TorchSharp.torch;

namespace Faceptor.Distributed.Tests;

public sealed class WatchdogTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Without_progress_all_ranks_are_ended_once()
    {
        using var ranks = new WatchedRanks();
        var said = new List<string>();
        using var watchdog = new Watchdog(ranks, Limit, said.Add);

        Assert.Equal(Watchdog.ExitCode, await ranks.Aborted.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.StartsWith($"rank 0 of 2 ({Environment.MachineName}) has made no progress for ", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_without_end_is_no_progress()
    {
        using var ranks = new WatchedRanks();
        var said = new List<string>();
        ranks.Activity.Wait(1);
        using var watchdog = new Watchdog(ranks, Limit, said.Add);
        watchdog.Progress(12);

        Assert.Equal(Watchdog.ExitCode, await ranks.Aborted.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("has waited for rank 1 for ", Assert.Single(said), StringComparison.Ordinal);
        Assert.Contains(" s in step 12; ", said[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_and_messages_are_progress()
    {
        using var ranks = new WatchedRanks();
        using var watchdog = new Watchdog(ranks, TimeSpan.FromSeconds(4));
        for (var message = 0; message < 50; message++)
        {
            ranks.Activity.Wait(1);
            ranks.Activity.Go();
            watchdog.Progress(message);
            Thread.Sleep(10);
        }

        Assert.Null(ranks.Activity.WaitsFor);
        Assert.False(ranks.Aborted.IsCompleted);
    }

    private sealed class WatchedRanks : ICommunicator, IWaiting
    {
        private readonly TaskCompletionSource<int> _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> Aborted => _aborted.Task;

        public int Rank => 0;

        public int NumRanks => 2;

        public int LocalRank => 0;

        public string Description => "nothing";

        public Activity Activity { get; } = new();

        public void Sum(Tensor tensor) => throw new NotSupportedException();

        public Task BeginSum(Tensor tensor) => throw new NotSupportedException();

        public void Max(Tensor tensor) => throw new NotSupportedException();

        public void Broadcast(Tensor tensor, int root = 0) => throw new NotSupportedException();

        public void AllGather(Tensor own, Tensor all) => throw new NotSupportedException();

        public void ReduceScatter(Tensor all, Tensor own) => throw new NotSupportedException();

        public void Barrier() => throw new NotSupportedException();

        public void Abort(int exitCode) => _aborted.SetResult(exitCode);

        public void Dispose()
        {
        }
    }
}
