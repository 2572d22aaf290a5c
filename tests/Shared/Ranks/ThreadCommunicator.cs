using System.Runtime.ExceptionServices;
using Faceptor.Core.Tensors;
using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Testing;

/// <summary>
/// Ranks that are threads of one process, for tests: the sums of <see cref="ICommunicator"/> over memory that all see,
/// added as its engines for the processor add. Ranks that call different members, or the same with different shapes, get
/// an exception instead of waiting for ever.
/// </summary>
internal sealed class ThreadCommunicator : ICommunicator
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly ThreadCommunicator[] _all;
    private readonly RankTurns _turns;
    private string _call = string.Empty;
    private Tensor? _given;

    private ThreadCommunicator(int rank, ThreadCommunicator[] all, RankTurns turns)
    {
        Rank = rank;
        _all = all;
        _turns = turns;
    }

    public int Rank { get; }

    public int NumRanks => _all.Length;

    public int LocalRank => Rank;

    public string Description => $"{NumRanks} threads";

    /// <summary>Runs the ranks, one at a time between their meetings, until all have ended.</summary>
    /// <param name="numRanks">How many; each begins with the caller's random state.</param>
    /// <param name="rank">What each does; exceptions are thrown on, that of the rank that failed first.</param>
    /// <exception cref="TimeoutException">A rank has not ended in two minutes.</exception>
    public static void Run(int numRanks, Action<ICommunicator> rank)
    {
        using var before = random.get_rng_state();
        var all = new ThreadCommunicator[numRanks];
        // Not disposed when a rank hangs: its thread goes on to use it.
        var turns = new RankTurns(numRanks);
        ExceptionDispatchInfo? first = null;
        for (var index = 0; index < numRanks; index++)
        {
            all[index] = new ThreadCommunicator(index, all, turns);
        }

        Thread[] threads = [.. all.Select(own => new Thread(() => RunOne(own)) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        var end = DateTime.UtcNow + Limit;
        if (!threads.All(thread => thread.Join(TimeSpan.FromTicks(Math.Max(0, (end - DateTime.UtcNow).Ticks)))))
        {
            throw new TimeoutException($"rank {turns.Turn} of {numRanks} has not ended after {Limit.TotalSeconds} s.");
        }

        turns.Dispose();
        random.set_rng_state(before);
        first?.Throw();

        void RunOne(ThreadCommunicator own)
        {
            Exception? failure = null;
            turns.Begin(own.Rank);
#pragma warning disable CA1031 // Thrown on by Run.
            try
            {
                rank(own);
            }
            catch (Exception error)
            {
                failure = error;
                first ??= ExceptionDispatchInfo.Capture(error);
            }
#pragma warning restore CA1031

            turns.End(own.Rank, failure);
        }
    }

    public void Sum(Tensor tensor) => Exchange(nameof(Sum), tensor, tensor, Added);

    public Task BeginSum(Tensor tensor)
    {
        Sum(tensor);
        return Task.CompletedTask;
    }

    public void Max(Tensor tensor) => Exchange(
        nameof(Max), tensor, tensor, all => all.Skip(1).Aggregate(all[0].clone(), (most, next) => most.maximum(next)));

    public void Broadcast(Tensor tensor, int root = 0) =>
        Exchange($"{nameof(Broadcast)} from {root}", tensor, tensor, all => all[root].clone());

    public void AllGather(Tensor own, Tensor all) => Exchange(nameof(AllGather), own, all, given => cat(given, 0));

    public void ReduceScatter(Tensor all, Tensor own) => Exchange(
        nameof(ReduceScatter), all, own, given => Added([.. given.Select(one => one.chunk(NumRanks)[Rank])]));

    public void Barrier()
    {
        using var nothing = zeros(0);
        Exchange(nameof(Barrier), nothing, nothing, all => all[0].clone());
    }

    public void Abort(int exitCode) => throw new DistributedException($"rank {Rank} aborted with {exitCode}");

    public void Dispose()
    {
    }

    private Tensor Added(Tensor[] addends)
    {
        if (!int.IsPow2(NumRanks))
        {
            return addends.Skip(1).Aggregate(addends[0].clone(), (sum, addend) => sum.Plus(addend));
        }

        using var tree = new TreeSum();
        Array.ForEach(addends, addend => tree.Add(addend.clone()));
        return tree.Take();
    }

    private void Exchange(string member, Tensor given, Tensor result, Func<Tensor[], Tensor> compute)
    {
        if (!given.is_contiguous() || !result.is_contiguous())
        {
            throw new ArgumentException($"{member}: tensors have to be contiguous.");
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        _call = $"{member} of {given.dtype} [{string.Join(", ", given.shape)}]";
        _given = given;
        _turns.Meet(Rank);
        if (_all.FirstOrDefault(other => other._call != _call) is { } different)
        {
            throw new DistributedException(
                $"rank {Rank} calls {_call}, rank {different.Rank} {different._call}.");
        }

        var computed = compute([.. _all.Select(other => other._given!)]);
        scope.Attach(computed);
        if (!computed.shape.SequenceEqual(result.shape))
        {
            throw new ArgumentException(
                $"{_call} gives [{string.Join(", ", computed.shape)}], not [{string.Join(", ", result.shape)}].");
        }

        _turns.Meet(Rank);
        result.copy_(computed);
    }
}
