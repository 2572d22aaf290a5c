using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Cli.Tests.Ranks;

/// <summary>One rank of several that are not there; writes down what it is asked.</summary>
internal sealed class PretendedRanks(int rank) : ICommunicator
{
    public List<string> Calls { get; } = [];

    public int Rank => rank;

    public int NumRanks => 4;

    public int LocalRank => rank;

    public string Description => "nobody else";

    public void Sum(Tensor tensor) => throw new NotSupportedException();

    public Task BeginSum(Tensor tensor) => throw new NotSupportedException();

    public void Max(Tensor tensor) => throw new NotSupportedException();

    public void Broadcast(Tensor tensor, int root = 0) => throw new NotSupportedException();

    public void AllGather(Tensor own, Tensor all) => throw new NotSupportedException();

    public void ReduceScatter(Tensor all, Tensor own) => throw new NotSupportedException();

    public void Barrier() => Calls.Add("barrier");

    public void Abort(int exitCode) => Calls.Add($"abort {exitCode}");

    public void Dispose() => Calls.Add("dispose");
}
