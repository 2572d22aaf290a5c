using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Ranks;

/// <summary>
/// Keeps copies of what a rank begins to sum. Without other ranks behind it, one of two, of which the other one adds
/// nothing.
/// </summary>
internal sealed class RecordedRanks(ICommunicator? all = null) : ICommunicator
{
    public List<Tensor> Sums { get; } = [];

    /// <summary>Thrown instead of the sum of this place.</summary>
    public (int Place, Exception Error)? Fault { get; init; }

    public int Rank => all?.Rank ?? 0;

    public int NumRanks => all?.NumRanks ?? 2;

    public int LocalRank => Rank;

    public string Description => "recorded";

    private ICommunicator All => all ?? throw new NotSupportedException();

    public void Sum(Tensor tensor) => All.Sum(tensor);

    public Task BeginSum(Tensor tensor)
    {
        if (Fault is { } fault && fault.Place == Sums.Count)
        {
            throw fault.Error;
        }

        Sums.Add(tensor.clone().DetachFromDisposeScope());
        return all?.BeginSum(tensor) ?? Task.CompletedTask;
    }

    public void Max(Tensor tensor) => all?.Max(tensor);

    public void Broadcast(Tensor tensor, int root = 0) => All.Broadcast(tensor, root);

    public void AllGather(Tensor own, Tensor all) => All.AllGather(own, all);

    public void ReduceScatter(Tensor all, Tensor own) => All.ReduceScatter(all, own);

    public void Barrier() => All.Barrier();

    public void Abort(int exitCode) => All.Abort(exitCode);

    public void Dispose() => Sums.ForEach(sum => sum.Dispose());
}
