using Faceptor.Distributed;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// Adds up what the portions of a step say about this rank's class weights, as a tree over all portions: those of a
/// rank are neighbours, so each rank's are summed apart, round after round.
/// </summary>
/// <remarks>
/// Of four portions, a rank holds at most twice as many numbers as it has class weights, on 1, 2 and 4 ranks.
/// </remarks>
internal sealed class ShardGradients : IDisposable
{
    private readonly BlockTreeSum[] _sums;
    private readonly ClassShards _shards;

    /// <summary>Creates empty sums.</summary>
    /// <param name="shards">Shards are as many as portions.</param>
    public ShardGradients(ClassShards shards)
    {
        _shards = shards;
        // One round a step: the ranks' portions are all neighbours.
        _sums = [.. Enumerable.Range(0, NumRounds == 1 ? 1 : shards.NumRanks).Select(_ => new BlockTreeSum())];
    }

    // Portions that a rank computes in a step.
    private int NumRounds => _shards.NumOwnShards;

    /// <summary>
    /// Begins the contribution of one rank's portion; every round has one of each rank, in their order.
    /// </summary>
    /// <param name="rank">Whose portion it is.</param>
    /// <param name="classWeights">The parameter.</param>
    /// <returns>Takes blocks and the end of the contribution.</returns>
    public BlockTreeSum Begin(int rank, Parameter classWeights)
    {
        var sum = _sums[NumRounds == 1 ? 0 : rank];
        sum.Begin(classWeights);
        return sum;
    }

    /// <summary>The sum over all portions, after which there are none.</summary>
    /// <returns>Owned by the caller, outside of dispose scopes.</returns>
    /// <exception cref="InvalidOperationException">A round is missing, or there was one too many.</exception>
    public Tensor Take()
    {
        if (_sums.Sum(sum => sum.Count) is var count && count != _shards.NumShards)
        {
            Array.ForEach(_sums, sum => sum.Clear());
            throw new InvalidOperationException(
                $"expected gradients of {_shards.NumShards} portions before the step, got {count}.");
        }

        using var tree = new TreeSum();
        Array.ForEach(_sums, sum => tree.Add(sum.Take()));
        return tree.Take();
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_sums, sum => sum.Dispose());
}
