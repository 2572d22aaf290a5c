using Faceptor.Core.Tensors;
using Faceptor.Distributed;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// The loss of <see cref="MarginSoftmax"/> with the class weights spread over ranks: embeddings travel instead of class
/// weights and their gradients.
/// </summary>
/// <remarks>
/// Our choice. Every product has the shape of one portion and one shard, and whatever is summed over shards or portions
/// is summed as a binary tree, so that the bits do not depend on the number of ranks. A round exchanges, for each
/// sample, its embedding twice (there and, as a gradient, back), its class, and three numbers. Kept between the passes
/// is what one process keeps of its own portion: one tensor [b', I'] for each portion and shard, together b·I numbers.
/// </remarks>
internal sealed class ShardedMarginSoftmax : autograd.SingleTensorFunction<ShardedMarginSoftmax>
{
    private const string CallKey = "call";

    // libtorch's own memory begins at multiples of this, and products of matrices that do not may have other bits.
    private const long AlignmentBytes = 64;

    /// <inheritdoc/>
    public override string Name => nameof(ShardedMarginSoftmax);

    /// <summary>Computes the loss of this rank's portion; every rank calls it at the same time.</summary>
    /// <param name="embeddings">Embeddings of length 1 of this rank's portion [b, D]; not disposed here.</param>
    /// <param name="classes">True classes [b], int64 in 0..I-1; not disposed here.</param>
    /// <param name="call">The rest.</param>
    /// <returns>A scalar, owned by the caller: the mean over the portion; 0 where it has no sample.</returns>
    public static Tensor Compute(Tensor embeddings, Tensor classes, ShardedCall call)
    {
        using var scope = NewDisposeScope();
        return apply(embeddings, call.ClassWeights, classes, call).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (embeddings, classes, call) = ((Tensor)vars[0], (Tensor)vars[2], (ShardedCall)vars[3]);
        using var scope = NewDisposeScope();
        var round = call.Round;
        var ofAll = round.Gather(embeddings);                                                // R x [b', D]
        var classesOfAll = round.Gather(classes);                                            // R x [b']
        Shard[] shards = [.. Shards(call)];
        // [portion][shard]; the tensors [b', I'] are changed in place from here on.
        PortionOfShard[][] parts =
        [
            .. ofAll.Zip(classesOfAll, (portion, its) =>
                shards.Select(shard => PortionOfShard.Of(portion, its, shard, call.Numbers)).ToArray()),
        ];
        var maxima = round.Max(
            [.. parts.Select(row => row.Select(part => part.Largest()).Aggregate((most, next) => most.maximum(next)))]);
        var totals = round.Sum(
            [.. parts.Zip(maxima, (row, maximum) => Tree(scope, row.Select(part => part.Exponentiate(maximum))))]);
        foreach (var (row, total) in parts.Zip(totals))
        {
            var sums = total.narrow(1, 0, 1);                                                // [b', 1]
            foreach (var (part, shard) in row.Zip(shards).Where(pair => !pair.First.IsEmpty))
            {
                part.Values.div_(sums).scatter_add_(1, part.Places, part.IsHere.neg()).mul_(shard.Inverse);
            }
        }

        ctx.save_data(CallKey, call);
        Tensor[] kept =
        [
            .. ofAll,
            .. shards.Select(shard => shard.Inverse),
            .. parts.SelectMany(row => row).Select(part => part.Values),
        ];
        // Read after this method has returned, so they outlive its scope.
        ctx.save_for_backward([embeddings, .. kept.Select(tensor => tensor.MoveToOuterDisposeScope())]);
        ctx.set_materialize_grads(false);
        var own = totals[round.Own];
        var losses = own.narrow(1, 0, 1).log().Minus(own.narrow(1, 1, 1));                   // [b, 1]
        return (losses.size(0) == 0 ? losses.sum() : losses.mean()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (ShardedCall)ctx.get_data(CallKey);
        var gradient = call.BackwardError.Run(
            () => Gradient(ctx, call, grad_output), () => ctx.get_saved_variables()[0]);
        return [gradient!, null!, null!, null!];
    }

    private static Tensor? Gradient(autograd.AutogradContext ctx, ShardedCall call, Tensor outputGradient)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (round, scale) = (call.Round, call.Numbers.Scale);
        var saved = ctx.get_saved_variables();
        // The other ranks wait for this one, so a loss that is not used has a gradient of zero.
        var own = outputGradient.IsInvalid ? zeros([], saved[0].dtype, saved[0].device) : outputGradient;
        scope.Attach(own);
        Tensor Factor(Tensor gradient, int portion) => gradient.Times(scale / Math.Max(1, round.NumSamples(portion)));
        var numShards = call.Shards.NumOwnShards;
        var inverses = saved[(1 + round.NumPortions)..][..numShards];
        Tensor[] weights = [.. Enumerable.Range(0, numShards).Select(shard => Weights(call, shard))];
        Tensor Values(int portion, int shard) =>
            saved[1 + round.NumPortions + numShards + (portion * numShards) + shard];

        if (call.ClassWeights.requires_grad)
        {
            // Where a loss counts for is known to its own rank only.
            var gradients = round.GatherScalars(own);                                        // [R]
            for (var portion = 0; portion < round.NumPortions; portion++)
            {
                using var part = NewDisposeScope();
                var embeddings = saved[1 + portion].mul(Factor(gradients.narrow(0, portion, 1), portion));
                var sum = call.Gradients.Begin(portion, call.ClassWeights);
                for (var shard = 0; shard < numShards; shard++)
                {
                    var begin = call.Shards.OwnShard(shard).First;
                    MarginSoftmax.FormClassWeightGradient(
                        weights[shard],
                        embeddings,
                        inverses[shard],
                        Values(portion, shard),
                        (first, block) => sum.Put(begin + first, block));
                }

                sum.End();
            }
        }

        if (!saved[0].requires_grad)
        {
            return null;
        }

        var partial = Enumerable.Range(0, round.NumPortions).Select(portion => Tree(
            scope, weights.Select((shard, index) => mm(Values(portion, index), shard))));    // R x [b', D]
        return round.SumOfOwn([.. partial]).mul_(Factor(own, round.Own)).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Shard> Shards(ShardedCall call)
    {
        for (var index = 0; index < call.Shards.NumOwnShards; index++)
        {
            var weights = Weights(call, index);
            var firstClass = call.Shards.FirstRow + call.Shards.OwnShard(index).First;
            yield return new Shard(weights, MarginSoftmax.InverseLengths(weights), firstClass);
        }
    }

    // Rows of the parameter, copied only where they begin within a line of memory.
    private static Tensor Weights(ShardedCall call, int index)
    {
        var (first, count) = call.Shards.OwnShard(index);
        var rows = call.ClassWeights.narrow(0, first, count);
        return rows.storage_offset() * rows.ElementSize % AlignmentBytes == 0 ? rows : rows.clone();
    }

    private static Tensor Tree(DisposeScope scope, IEnumerable<Tensor> addends)
    {
        using var tree = new TreeSum();
        foreach (var addend in addends)
        {
            tree.Add(addend);
        }

        var sum = tree.Take();
        scope.Attach(sum);
        return sum;
    }

    /// <summary>Class weights [I', D], the inverse of their lengths [I'], and the first one's class.</summary>
    private sealed record Shard(Tensor Weights, Tensor Inverse, long FirstClass);

    /// <summary>The samples of one portion and the classes of one shard.</summary>
    /// <param name="Values">[b', I']: cosines, then logits, their exponentials, q.</param>
    /// <param name="Places">The true class's column [b', 1], int64; 0 or the last where it is in another shard.</param>
    /// <param name="IsHere">1 where the true class is in the shard, else 0 [b', 1].</param>
    private sealed record PortionOfShard(Tensor Values, Tensor Places, Tensor IsHere)
    {
        /// <summary>Whether the shard has no class, as where there are fewer classes than shards.</summary>
        public bool IsEmpty => Values.size(1) == 0;

        public static PortionOfShard Of(Tensor embeddings, Tensor classes, Shard shard, MarginOptions numbers)
        {
            if (shard.Weights.size(0) == 0)
            {
                var none = zeros([embeddings.size(0), 1], embeddings.dtype, embeddings.device);
                return new PortionOfShard(none.narrow(1, 0, 0), none, none);
            }

            using var first = shard.FirstClass.ToScalar();
            using var zero = 0L.ToScalar();
            using var last = (shard.Weights.size(0) - 1).ToScalar();
            var columns = classes.sub(first).unsqueeze(1);                                   // [b', 1]
            var places = columns.clamp(zero, last);
            var isHere = columns.eq(places).to_type(embeddings.dtype);
            var values = nn.functional.linear(embeddings, shard.Weights);
            values.mul_(shard.Inverse.Times(numbers.Scale))
                .scatter_add_(1, places, isHere.Times(-numbers.Scale * numbers.Margin));
            return new PortionOfShard(values, places, isHere);
        }

        public Tensor Largest() => IsEmpty                                                   // [b', 1]
            ? full_like(IsHere, double.NegativeInfinity)
            : Values.amax([1], keepdim: true);

        /// <summary>The sum of the exponentials and the true class's logit [b', 2], both without the maximum.</summary>
        public Tensor Exponentiate(Tensor maximum)
        {
            if (IsEmpty)
            {
                return cat([IsHere, IsHere], 1);
            }

            var trueLogits = Values.sub_(maximum).gather(1, Places).mul_(IsHere);
            return cat([Values.exp_().sum(1, keepdim: true), trueLogits], 1);
        }
    }
}

/// <summary>What a round of the loss works with.</summary>
/// <param name="ClassWeights">This rank's class weights of any length [I', D].</param>
/// <param name="Shards">Which classes they belong to.</param>
/// <param name="Numbers">Scale and margin.</param>
/// <param name="Round">The portions.</param>
/// <param name="Gradients">Receives the gradient of the class weights.</param>
/// <param name="BackwardError">Receives what the backward pass leaves behind.</param>
internal sealed record ShardedCall(
    Parameter ClassWeights,
    ClassShards Shards,
    MarginOptions Numbers,
    PortionRound Round,
    ShardGradients Gradients,
    DeferredBackwardError BackwardError);
