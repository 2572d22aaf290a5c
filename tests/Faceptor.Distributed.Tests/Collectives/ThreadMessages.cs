using System.Collections.Concurrent;
using Faceptor.Distributed.Collectives;

namespace Faceptor.Distributed.Tests.Collectives;

/// <summary>Ranks that are threads of the test, and messages through queues between them.</summary>
internal sealed unsafe class ThreadMessages : IMessages
{
    private readonly ConcurrentDictionary<(int From, int To), BlockingCollection<byte[]>> _queues;

    private ThreadMessages(
        int rank, int numRanks, ConcurrentDictionary<(int From, int To), BlockingCollection<byte[]>> queues) =>
        (Rank, NumRanks, _queues) = (rank, numRanks, queues);

    public int Rank { get; }

    public int NumRanks { get; }

    /// <summary>Bytes that this rank has sent.</summary>
    public long NumSent { get; private set; }

    /// <summary>Runs the same on threads for all ranks, and waits for them.</summary>
    public static void Run(int numRanks, Action<ThreadMessages> rank)
    {
        var queues = new ConcurrentDictionary<(int, int), BlockingCollection<byte[]>>();
        var tasks = Enumerable.Range(0, numRanks).Select(index => Task.Factory.StartNew(
            () => rank(new ThreadMessages(index, numRanks, queues)), TaskCreationOptions.LongRunning)).ToArray();
        Assert.True(Task.WaitAll(tasks, TimeSpan.FromSeconds(30)), "some ranks wait for ever");
    }

    public void Exchange(int to, nint source, long numSent, int from, nint target, long numReceived)
    {
        if (to != IMessages.Nobody)
        {
            Queue(Rank, to).Add(new ReadOnlySpan<byte>((void*)source, (int)numSent).ToArray());
            NumSent += numSent;
        }

        if (from != IMessages.Nobody)
        {
            Assert.True(Queue(from, Rank).TryTake(out var message, TimeSpan.FromSeconds(20)), $"rank {from} sends nothing to {Rank}");
            Assert.Equal(numReceived, message.Length);
            message.CopyTo(new Span<byte>((void*)target, (int)numReceived));
        }
    }

    private BlockingCollection<byte[]> Queue(int from, int to) => _queues.GetOrAdd((from, to), _ => []);
}
