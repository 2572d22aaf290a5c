using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// Which classes of a classifier a rank holds. Classes are cut into shards, whose number does not depend on the number
/// of ranks; a rank holds consecutive ones. Shard s of V holds the classes from I·s/V up to but not I·(s+1)/V.
/// </summary>
internal sealed record ClassShards
{
    /// <summary>Divides classes.</summary>
    /// <param name="numClasses">Number I of classes; fewer than shards leave some of these, and so ranks, without.</param>
    /// <param name="numShards">Number V of shards.</param>
    /// <param name="rank">This rank.</param>
    /// <param name="numRanks">Number R of ranks; divides V.</param>
    /// <exception cref="ArgumentException">The shards cannot be dealt out evenly.</exception>
    public ClassShards(long numClasses, int numShards, int rank, int numRanks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numClasses);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numShards);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numRanks);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, numRanks);
        if (numShards % numRanks != 0)
        {
            throw new ArgumentException($"{numRanks} ranks do not divide {numShards} shards.", nameof(numRanks));
        }

        (NumClasses, NumShards, Rank, NumRanks) = (numClasses, numShards, rank, numRanks);
    }

    /// <summary>Number I of classes of all ranks.</summary>
    public long NumClasses { get; }

    /// <summary>Number V of shards of all ranks.</summary>
    public int NumShards { get; }

    /// <summary>This rank.</summary>
    public int Rank { get; }

    /// <summary>Number R of ranks.</summary>
    public int NumRanks { get; }

    /// <summary>Shards of each rank.</summary>
    public int NumOwnShards => NumShards / NumRanks;

    /// <summary>The class that this rank's first row belongs to.</summary>
    public long FirstRow => FirstOf(Rank);

    /// <summary>Number of this rank's rows.</summary>
    public long NumRows => RowsOf(Rank);

    /// <summary>The rows of one of this rank's shards.</summary>
    /// <param name="index">Which, from 0 to <see cref="NumOwnShards"/> - 1.</param>
    /// <returns>The first row, counted from <see cref="FirstRow"/>, and how many there are.</returns>
    public (long First, long Count) OwnShard(int index)
    {
        var shard = (Rank * NumOwnShards) + index;
        return (Border(shard) - FirstRow, Border(shard + 1) - Border(shard));
    }

    /// <summary>This rank's rows of a whole tensor.</summary>
    /// <param name="whole">[I, ...].</param>
    /// <returns>A view [<see cref="NumRows"/>, ...], owned by the caller.</returns>
    /// <exception cref="ArgumentException">The tensor has another number of rows.</exception>
    public Tensor Slice(Tensor whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        RequireRows(whole, NumClasses, nameof(whole));
        return whole.narrow(0, FirstRow, NumRows);
    }

    /// <summary>Brings the rows of all ranks together; every rank calls it at the same time.</summary>
    /// <param name="own">This rank's rows [<see cref="NumRows"/>, ...]; not disposed here.</param>
    /// <param name="ranks">Joins the ranks.</param>
    /// <returns>[I, ...] on every rank, outside of the graph of gradients; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The tensor has another number of rows.</exception>
    /// <exception cref="DistributedException">The engine failed, or another rank is gone.</exception>
    public Tensor GatherRows(Tensor own, ICommunicator ranks)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(ranks);
        RequireRows(own, NumRows, nameof(own));
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        // Numbers of rows differ by less than the number of shards of a rank; each sends as many as the one with most.
        var most = Enumerable.Range(0, NumRanks).Max(RowsOf);
        var rest = own.shape[1..];
        var sent = own.detach();
        if (NumRows < most)
        {
            sent = zeros([most, .. rest], own.dtype, own.device);
            sent.narrow(0, 0, NumRows).copy_(own);
        }

        var all = empty([NumRanks * most, .. rest], own.dtype, own.device);
        ranks.AllGather(sent, all);
        var whole = NumRanks * most == NumClasses
            ? all
            : cat([.. Enumerable.Range(0, NumRanks).Select(rank => all.narrow(0, rank * most, RowsOf(rank)))], 0);
        return whole.MoveToOuterDisposeScope();
    }

    private static void RequireRows(Tensor tensor, long numRows, string name)
    {
        if (tensor.dim() == 0 || tensor.size(0) != numRows)
        {
            throw new ArgumentException(
                $"expected {numRows} rows, got the shape [{string.Join(", ", tensor.shape)}].", name);
        }
    }

    // The first class of a shard; that of the one after the last is the number of classes.
    private long Border(int shard) => NumClasses * shard / NumShards;

    private long FirstOf(int rank) => Border(rank * NumOwnShards);

    private long RowsOf(int rank) => FirstOf(rank + 1) - FirstOf(rank);
}
