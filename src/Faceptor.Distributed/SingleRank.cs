using static TorchSharp.torch;

namespace Faceptor.Distributed;

/// <summary>A run of one process: sums are what they are, and nobody is waited for.</summary>
internal sealed class SingleRank : ICommunicator
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static SingleRank Instance { get; } = new();

    public int Rank => 0;

    public int NumRanks => 1;

    public int LocalRank => 0;

    public string Description => "one process";

    public void Sum(Tensor tensor)
    {
    }

    public Task BeginSum(Tensor tensor) => Task.CompletedTask;

    public void Max(Tensor tensor)
    {
    }

    public void Broadcast(Tensor tensor, int root = 0)
    {
    }

    public void AllGather(Tensor own, Tensor all)
    {
        using var quiet = no_grad();
        all.copy_(own.view(all.shape));
    }

    public void ReduceScatter(Tensor all, Tensor own)
    {
        using var quiet = no_grad();
        own.copy_(all.view(own.shape));
    }

    public void Barrier()
    {
    }

    public void Abort(int exitCode) => Environment.Exit(exitCode);

    public void Dispose()
    {
    }
}
