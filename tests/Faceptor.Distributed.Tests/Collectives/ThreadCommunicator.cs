using Faceptor.Distributed.Collectives;
using static TorchSharp.torch;

namespace Faceptor.Distributed.Tests.Collectives;

/// <summary>The collectives themselves, called by a rank that is a thread.</summary>
internal sealed class ThreadCommunicator(ThreadMessages messages) : ICommunicator
{
    private readonly PairwiseCollectives _collectives = new(messages);

    public int Rank => messages.Rank;

    public int NumRanks => messages.NumRanks;

    public int LocalRank => messages.Rank;

    public string Description => "threads";

    public void Sum(Tensor tensor) => Quietly(() => _collectives.Sum(tensor));

    public Task BeginSum(Tensor tensor)
    {
        Sum(tensor);
        return Task.CompletedTask;
    }

    public void Max(Tensor tensor) => Quietly(() => _collectives.Max(tensor));

    public void Broadcast(Tensor tensor, int root = 0) => Quietly(() => _collectives.Broadcast(tensor, root));

    public void AllGather(Tensor own, Tensor all) => Quietly(() => _collectives.AllGather(own, all));

    public void ReduceScatter(Tensor all, Tensor own) => Quietly(() => _collectives.ReduceScatter(all, own));

    public void Barrier() => _collectives.Barrier();

    public void Abort(int exitCode) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private static void Quietly(Action call)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        call();
    }
}
