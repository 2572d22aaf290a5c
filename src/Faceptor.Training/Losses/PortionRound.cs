using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// What ranks exchange about the samples of one round, in which each computes one portion of a step. Portions may
/// differ in size: what is sent is filled up to the largest.
/// </summary>
/// <param name="numSamples">Samples of each rank's portion, the same array on every rank.</param>
/// <param name="ranks">Joins the ranks.</param>
internal sealed class PortionRound(int[] numSamples, ICommunicator ranks)
{
    private readonly int _most = numSamples.Max();

    /// <summary>Number of portions, one a rank.</summary>
    public int NumPortions => numSamples.Length;

    /// <summary>This rank's place among the portions.</summary>
    public int Own => ranks.Rank;

    /// <summary>Samples of a portion.</summary>
    public int NumSamples(int portion) => numSamples[portion];

    /// <summary>Brings a number of each rank together.</summary>
    /// <param name="own">A scalar.</param>
    /// <returns>[R], owned by the caller's scope.</returns>
    public Tensor GatherScalars(Tensor own)
    {
        var all = empty([NumPortions], own.dtype, own.device);
        ranks.AllGather(own.reshape(1), all);
        return all;
    }

    /// <summary>Brings what belongs to the samples of all portions together.</summary>
    /// <param name="own">[b, ...].</param>
    /// <returns>
    /// [b', ...] for each portion, each in memory of its own, so that products with it have the same bits whatever the
    /// number of ranks; owned by the caller's scope.
    /// </returns>
    public Tensor[] Gather(Tensor own)
    {
        var rest = own.shape[1..];
        var all = zeros([NumPortions * _most, .. rest], own.dtype, own.device);
        if (_most > 0)
        {
            ranks.AllGather(Filled(own, rest), all);
        }

        return [.. Parts(all).Select(part => part.clone())];
    }

    /// <summary>Replaces numbers of all ranks about all portions by their largest.</summary>
    /// <param name="portions">[b', K] for each portion.</param>
    /// <returns>The same shapes, owned by the caller's scope.</returns>
    public Tensor[] Max(Tensor[] portions) => Reduce(portions, ranks.Max);

    /// <summary>Replaces numbers of all ranks about all portions by their sums.</summary>
    /// <param name="portions">[b', K] for each portion.</param>
    /// <returns>The same shapes, owned by the caller's scope.</returns>
    public Tensor[] Sum(Tensor[] portions) => Reduce(portions, ranks.Sum);

    /// <summary>Sums numbers of all ranks about all portions and keeps those of this rank's portion.</summary>
    /// <param name="portions">[b', K] for each portion.</param>
    /// <returns>[b, K], owned by the caller's scope.</returns>
    public Tensor SumOfOwn(Tensor[] portions)
    {
        var own = empty([_most, portions[0].size(1)], portions[0].dtype, portions[0].device);
        if (_most > 0)
        {
            ranks.ReduceScatter(Joined(portions), own);
        }

        return own.narrow(0, 0, numSamples[Own]);
    }

    private Tensor[] Reduce(Tensor[] portions, Action<Tensor> reduce)
    {
        var all = Joined(portions);
        if (_most > 0)
        {
            reduce(all);
        }

        return Parts(all);
    }

    private Tensor Joined(Tensor[] portions) =>
        cat([.. portions.Select(portion => Filled(portion, portion.shape[1..]))], 0);

    private Tensor[] Parts(Tensor all) =>
        [.. numSamples.Select((count, portion) => all.narrow(0, (long)portion * _most, count))];

    private Tensor Filled(Tensor portion, long[] rest) => portion.size(0) == _most
        ? portion.contiguous()
        : cat([portion, zeros([_most - portion.size(0), .. rest], portion.dtype, portion.device)], 0);
}
