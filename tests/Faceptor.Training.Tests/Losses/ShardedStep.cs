using Faceptor.Distributed;
using Faceptor.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Losses;

/// <summary>
/// A step of a sharded CosFace loss on some ranks, its samples in four portions; freed by the caller's scope.
/// </summary>
/// <param name="Losses">Of each portion.</param>
/// <param name="OfEmbeddings">The gradient of each portion's embeddings.</param>
/// <param name="OfClassWeights">The gradient of all class weights [I, D].</param>
/// <param name="SquaredNorms">Of each shard's gradient [4].</param>
internal sealed record ShardedStep(
    Tensor[] Losses, Tensor[] OfEmbeddings, Tensor OfClassWeights, Tensor SquaredNorms)
{
    public const int NumPortions = 4;
    public const double Scale = 16;
    public const double Margin = 0.3;

    /// <summary>Runs a step in which every sample counts alike.</summary>
    /// <param name="numRanks">1, 2 or 4.</param>
    /// <param name="weights">All class weights [I, D]; tell the number type.</param>
    /// <param name="portions">Embeddings and identities of each portion.</param>
    /// <param name="announces">Whether the caller tells the numbers of samples.</param>
    public static ShardedStep Run(
        int numRanks, Tensor weights, (Tensor Embeddings, Tensor Identities)[] portions, bool announces = true)
    {
        var numSamples = portions.Sum(portion => portion.Embeddings.size(0));
        var (losses, ofEmbeddings) = (new Tensor[NumPortions], new Tensor[NumPortions]);
        Tensor? ofClassWeights = null;
        Tensor? squaredNorms = null;
        ThreadCommunicator.Run(numRanks, ranks =>
        {
            using var scope = NewDisposeScope();
            using var loss = Loss(weights, ranks);
            var numRounds = NumPortions / numRanks;
            for (var round = 0; round < numRounds; round++)
            {
                if (announces)
                {
                    loss.AnnounceRound(
                        [.. Enumerable.Range(0, numRanks)
                            .Select(rank => (int)portions[(rank * numRounds) + round].Embeddings.size(0))]);
                }

                var index = (ranks.Rank * numRounds) + round;
                var embeddings = portions[index].Embeddings.detach().clone().requires_grad_();
                var value = loss.call(embeddings, portions[index].Identities);
                value.mul((double)embeddings.size(0) / numSamples).backward();
                loss.EndBackward();
                losses[index] = value.detach().DetachFromDisposeScope();
                ofEmbeddings[index] = embeddings.grad!.clone().DetachFromDisposeScope();
            }

            using var gradient = loss.TakeGradient()!;
            using var norms = loss.SquaredNorms(gradient);
            ranks.Sum(norms);
            using var whole = loss.Shards.GatherRows(gradient, ranks);
            if (ranks.Rank == 0)
            {
                ofClassWeights = whole.clone().DetachFromDisposeScope();
                squaredNorms = norms.clone().DetachFromDisposeScope();
            }
        });

        return new ShardedStep(
            [.. losses.Select(Own)], [.. ofEmbeddings.Select(Own)], Own(ofClassWeights!), Own(squaredNorms!));
    }

    /// <summary>A loss of four shards with given class weights.</summary>
    public static CosFaceLoss Loss(Tensor weights, ICommunicator ranks)
    {
        var loss = new CosFaceLoss(
            weights.size(0), weights.size(1), Scale, Margin, numShards: NumPortions, ranks: ranks);
        loss.to(weights.dtype);
        loss.Scatter(weights);
        return loss;
    }

    /// <summary>Everything that is to have the same bits.</summary>
    public IEnumerable<Tensor> All() => [.. Losses, .. OfEmbeddings, OfClassWeights, SquaredNorms];

    // From a rank's thread into the scope of the caller.
    private static Tensor Own(Tensor tensor)
    {
        using (tensor)
        {
            return tensor.clone();
        }
    }
}
