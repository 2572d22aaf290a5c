using Faceptor.Core.Tensors;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Losses;

[Collection(TorchGeneratorCollection.Name)]
public sealed class ShardedCosFaceTests
{
    // Shards of more than one block of the backward pass, not all of one size.
    private const long NumIdentities = 33_002;

    private const double DoubleTolerance = 1e-12;

    // Sums of 33,002 numbers; the whole loss in float32 is three times as far away.
    private const double SingleTolerance = 2e-6;

    [Theory]
    [InlineData(1, ScalarType.Float64, DoubleTolerance)]
    [InlineData(2, ScalarType.Float64, DoubleTolerance)]
    [InlineData(4, ScalarType.Float64, DoubleTolerance)]
    [InlineData(1, ScalarType.Float32, SingleTolerance)]
    [InlineData(2, ScalarType.Float32, SingleTolerance)]
    [InlineData(4, ScalarType.Float32, SingleTolerance)]
    public void Loss_and_gradients_are_those_of_the_whole_loss_in_float64(
        int numRanks, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (weights, portions) = Samples(dim: 6, type);
        using var whole = new CosFaceLoss(NumIdentities, 6, ShardedStep.Scale, ShardedStep.Margin);
        whole.to(ScalarType.Float64);
        whole.Scatter(weights);
        var embeddings = cat([.. portions.Select(portion => portion.Embeddings)])
            .to(ScalarType.Float64).detach().requires_grad_();
        var expected = whole.call(embeddings, cat([.. portions.Select(portion => portion.Identities)]));
        expected.backward();

        var step = ShardedStep.Run(numRanks, weights, portions);

        var numSamples = embeddings.size(0);
        var loss = step.Losses.Zip(portions, (one, portion) => one * ((double)portion.Embeddings.size(0) / numSamples))
            .Aggregate((sum, next) => sum + next);
        AssertNear(expected, loss, "loss");
        AssertNear(embeddings.grad!, cat(step.OfEmbeddings), "gradient of the embeddings");
        AssertNear(whole.ClassWeights.grad!, step.OfClassWeights, "gradient of the class weights");
        AssertNear(whole.ClassWeights.grad!.norm(), step.SquaredNorms.sum().sqrt(), "norm");

        void AssertNear(Tensor right, Tensor actual, string name) => TensorAssert.Close(
            right, actual, tolerance * right.abs().max().to(ScalarType.Float64).item<double>(), name);
    }

    // 6 numbers a row do not fill lines of memory, 512 are the released size.
    [Theory]
    [InlineData(6, NumIdentities)]
    [InlineData(512, 2_002)]
    public void Bits_do_not_depend_on_the_number_of_ranks(long dim, long numIdentities)
    {
        using var scope = NewDisposeScope();
        var (weights, portions) = Samples(dim, ScalarType.Float32, numIdentities);
        var one = ShardedStep.Run(1, weights, portions);

        foreach (var numRanks in new[] { 2, 4 })
        {
            foreach (var (expected, actual) in one.All().Zip(ShardedStep.Run(numRanks, weights, portions).All()))
            {
                TensorAssert.Same(expected, actual, $"{numRanks} ranks");
            }
        }
    }

    [Fact]
    public void A_portion_may_be_empty_and_numbers_of_samples_need_not_be_told()
    {
        using var scope = NewDisposeScope();
        var (weights, portions) = Samples(dim: 6, ScalarType.Float32, NumIdentities, 2, 2, 1, 0);
        var one = ShardedStep.Run(1, weights, portions);

        foreach (var numRanks in new[] { 1, 2, 4 })
        {
            var step = ShardedStep.Run(numRanks, weights, portions, announces: false);
            Assert.Equal(0, step.Losses[3].ToDouble());
            Assert.All(one.All().Zip(step.All()), pair => TensorAssert.Same(pair.First, pair.Second));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_sample_counts_by_the_gradient_that_its_own_rank_got(int numRanks)
    {
        using var scope = NewDisposeScope();
        var weights = randn(8, 3, ScalarType.Float64);
        var embeddings = randn(2, 3, ScalarType.Float64);
        double[] factors = [0.25, 3];
        var together = zeros(8, 3, ScalarType.Float64);
        ThreadCommunicator.Run(numRanks, ranks =>
        {
            using var own = NewDisposeScope();
            using var loss = new CosFaceLoss(8, 3, numShards: 2, ranks: ranks);
            loss.to(ScalarType.Float64);
            loss.Scatter(weights);
            for (var portion = ranks.Rank * 2 / numRanks; portion < (ranks.Rank + 1) * 2 / numRanks; portion++)
            {
                loss.call(embeddings.narrow(0, portion, 1), tensor(new[] { 7L * portion }))
                    .mul(factors[portion]).backward();
            }

            loss.Shards.Slice(together).copy_(loss.TakeGradient()!);
        });

        using var whole = new CosFaceLoss(8, 3);
        whole.to(ScalarType.Float64);
        whole.Scatter(weights);
        for (var portion = 0; portion < 2; portion++)
        {
            whole.call(embeddings.narrow(0, portion, 1), tensor(new[] { 7L * portion }))
                .mul(factors[portion]).backward();
        }

        TensorAssert.Close(whole.ClassWeights.grad!, together, 1e-11);
    }

    [Fact]
    public void Class_weights_start_alike_and_go_from_four_ranks_to_one_and_to_two()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var whole = new CosFaceLoss(10, 3);
        var next = rand(1);
        var started = whole.Gather();

        manual_seed(4);
        Tensor? saved = null;
        ThreadCommunicator.Run(4, ranks =>
        {
            using var loss = new CosFaceLoss(10, 3, numShards: 4, ranks: ranks);
            using var after = rand(1);
            TensorAssert.Same(next, after);
            Assert.Equal(new[] { 2L, 3, 2, 3 }[ranks.Rank], loss.ClassWeights.size(0));
            var all = loss.Gather();
            TensorAssert.Same(started, all);
            saved ??= all;
        });

        using var one = new CosFaceLoss(10, 3, numShards: 4);
        one.Scatter(saved!);
        TensorAssert.Same(saved!, one.Gather());
        ThreadCommunicator.Run(2, ranks =>
        {
            using var loss = new CosFaceLoss(10, 3, startBound: 0.001, numShards: 4, ranks: ranks);
            loss.Scatter(saved!);
            using var all = loss.Gather();
            TensorAssert.Same(saved!, all);
        });
        saved!.Dispose();
    }

    [Fact]
    public void The_losses_of_a_run_name_their_sharded_classifiers()
    {
        var options = new TrainingOptions
        {
            Tasks = [new TaskTrainingOptions(FaceTasks.IdentityMs1mV3, 2, 1)],
            NumIdentities = 10,
            IdentityEmbedDim = 3,
        };
        using var criterion = new FaceCriterion(options, numShards: 4);
        using var plain = new FaceCriterion(options);

        var (name, task, loss) = Assert.Single(criterion.ShardedClassifiers);

        Assert.Equal(FaceTasks.IdentityMs1mV3, task);
        Assert.Equal(4, loss.Shards.NumShards);
        Assert.Equal(criterion.LearnedParameters.Select(entry => entry.Name), [name]);
        Assert.Empty(plain.ShardedClassifiers);
    }

    [Fact]
    public void Narrow_embeddings_are_widened()
    {
        using var scope = NewDisposeScope();
        using var loss = new CosFaceLoss(10, 3, numShards: 2);
        var (narrow, identities) = (randn(2, 3, ScalarType.Float16), tensor(new[] { 1L, 9 }));
        var wide = loss.call(narrow.to(ScalarType.Float32), identities);

        using var precision = AutocastScope.Enter(ComputePrecision.Float16);
        var value = loss.call(narrow, identities);

        Assert.Equal(ScalarType.Float32, value.dtype);
        TensorAssert.Same(wide, value);
    }

    [Fact]
    public void A_classifier_that_does_not_learn_has_no_gradient_and_one_shard_has_it_in_its_place()
    {
        using var scope = NewDisposeScope();
        using var frozen = new CosFaceLoss(10, 3, numShards: 2);
        frozen.ClassWeights.requires_grad = false;
        using var plain = new CosFaceLoss(10, 3);
        var (embeddings, identities) = (randn(2, 3).requires_grad_(), tensor(new[] { 1L, 9 }));

        frozen.call(embeddings, identities).backward();
        plain.call(embeddings, identities).backward();

        Assert.True(embeddings.grad!.isfinite().all().item<bool>());
        Assert.Null(frozen.TakeGradient());
        Assert.NotNull(plain.ClassWeights.grad);
        Assert.Throws<InvalidOperationException>(plain.TakeGradient);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fewer_identities_than_shards_are_the_whole_loss_too(long numIdentities)
    {
        using var scope = NewDisposeScope();
        var (weights, portions) = Samples(dim: 6, ScalarType.Float64, numIdentities);
        using var whole = new CosFaceLoss(numIdentities, 6, ShardedStep.Scale, ShardedStep.Margin);
        whole.to(ScalarType.Float64);
        whole.Scatter(weights);
        whole.call(
                cat([.. portions.Select(portion => portion.Embeddings)]),
                cat([.. portions.Select(portion => portion.Identities)]))
            .backward();

        foreach (var numRanks in new[] { 1, 2, 4 })
        {
            var step = ShardedStep.Run(numRanks, weights, portions);

            TensorAssert.Close(whole.ClassWeights.grad!, step.OfClassWeights, 1e-9, $"{numRanks} ranks");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        var (embeddings, identities) = (randn(2, 3), tensor(new[] { 1L, 2 }));
        using var loss = new CosFaceLoss(10, 3, numShards: 2);

        loss.AnnounceRound(3);
        var other = Assert.Throws<ArgumentException>(() => loss.call(embeddings, identities));
        Assert.Equal("this rank's portion was announced with 3 samples and has 2.", other.Message);
        Assert.Throws<ArgumentException>(() => loss.AnnounceRound(1, 1));
        Assert.Throws<ArgumentException>(() => loss.Scatter(zeros(9, 3)));
        Assert.Throws<ArgumentException>(() => loss.Scatter(zeros(10, 1)));
        Assert.Throws<ArgumentException>(() => new ClassShards(10, 4, 0, 3));
        loss.call(embeddings, identities).backward();
        var early = Assert.Throws<InvalidOperationException>(loss.TakeGradient);
        Assert.Equal("expected gradients of 2 portions before the step, got 1.", early.Message);
    }

    [Fact]
    public void A_rank_that_is_gone_is_reported_after_the_backward_pass()
    {
        var message = string.Empty;

        Assert.Throws<InvalidOperationException>(() => ThreadCommunicator.Run(2, ranks =>
        {
            using var scope = NewDisposeScope();
            using var loss = new CosFaceLoss(10, 3, numShards: 2, ranks: ranks);
            var embeddings = randn(1, 3).requires_grad_();
            var value = loss.call(embeddings, tensor(new[] { 1L }));
            if (ranks.Rank == 0)
            {
                throw new InvalidOperationException("out of luck");
            }

            value.backward();
            Assert.True(embeddings.grad!.isnan().all().item<bool>());
            message = Assert.Throws<DistributedException>(loss.EndBackward).Message;
        }));

        Assert.Equal("rank 0 has ended: out of luck", message);
    }

    [Fact]
    public void No_tensors_are_left_behind()
    {
        using var loss = new CosFaceLoss(10, 3, numShards: 4);

        Assert.Equal(0, TensorAssert.LiveDelta(() =>
        {
            var embeddings = randn(2, 3).requires_grad_();
            for (var round = 0; round < 4; round++)
            {
                loss.call(embeddings, tensor(new[] { 1L, 2 })).backward();
                loss.EndBackward();
            }

            using var gradient = loss.TakeGradient();
            loss.SquaredNorms(gradient!);
            loss.Gather();
        }));
    }

    // Identities at the borders of shards, two of one, and the same in several portions.
    private static (Tensor Weights, (Tensor Embeddings, Tensor Identities)[] Portions) Samples(
        long dim, ScalarType type, long numIdentities = NumIdentities, params int[] counts)
    {
        manual_seed(17);
        var weights = randn(numIdentities, dim, type) * 0.05f;
        long Border(int shard) => numIdentities * shard / ShardedStep.NumPortions;
        long[] identities =
        [
            0, Border(1) - 1, Border(1), Border(2) - 1, Border(2), Border(3), Border(4) - 1, Border(4) - 1,
            Border(1) - 1, Border(3) - 1, 12,
        ];
        identities = [.. identities.Select(identity => Math.Clamp(identity, 0, numIdentities - 1))];
        var start = 0;
        (Tensor, Tensor)[] portions =
        [
            .. (counts.Length > 0 ? counts : [3, 3, 3, 2]).Select(count =>
            {
                var own = identities[start..(start += count)];
                return (randn(count, dim, type), tensor(own));
            }),
        ];
        return (weights.to(type), portions);
    }
}
