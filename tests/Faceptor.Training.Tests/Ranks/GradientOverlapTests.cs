using Faceptor.Core.Batches;
using Faceptor.Core.Encoders;
using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Ranks;

[Collection(TorchGeneratorCollection.Name)]
public sealed class GradientOverlapTests
{
    // A block of the tiny encoder has 12,704 numbers, so there are several buckets a block.
    private const long SmallBucketBytes = 16_000;

    private static readonly FaceTask[] Tasks =
    [
        FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.IdentityMs1mV3,
        FaceTasks.AttributesCelebA,
    ];

    private static readonly int[] BatchSizes = [3, 2, 7, 8, 5];

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(1, true, false)]
    [InlineData(2, false, false)]
    [InlineData(2, true, false)]
    [InlineData(1, false, true)]
    public void Sums_begin_in_the_backward_pass_with_whole_gradients(
        int numPasses, bool recomputes, bool readsLowerBlocks)
    {
        using var scope = NewDisposeScope();
        using var model = TinyFaceptor.Create(Tasks);
        model.UsesActivationCheckpointing = recomputes;
        if (readsLowerBlocks)
        {
            model.AddLayerAttention(FaceTasks.AgeMorph2);
        }

        Parameter[] parameters = [.. model.Module.parameters()];
        using var ranks = new RecordedRanks();
        using var sum = new GradientSum(parameters, ranks, encoder: Encoder(model), bucketBytes: SmallBucketBytes);
        var buckets = GradientBucket.Cut(parameters, Encoder(model), SmallBucketBytes, compresses: false);
        Forward(model, numPasses).backward();
        model.EndBackward();
        Tensor[][] expected =
        [
            .. buckets.Select(bucket => bucket.Parameters
                .Select(parameter => (parameter.grad ?? zeros_like(parameter)).clone()).ToArray()),
        ];
        model.Module.zero_grad();

        var loss = sum.OverlapWith(numPasses, () => Forward(model, numPasses));
        Assert.Empty(ranks.Sums);
        loss.backward();
        model.EndBackward();

        // Only what lies below the lowest block that somebody reads, and what is not a block's, waits for the end.
        var lowest = readsLowerBlocks ? model.BlocksFor(Tasks)[0] : TinyFaceptorBlocks;
        Assert.InRange(lowest, readsLowerBlocks ? 1 : TinyFaceptorBlocks, readsLowerBlocks ? 3 : TinyFaceptorBlocks);
        Assert.True(buckets.Length > 8, $"{buckets.Length} buckets");
        Assert.Equal(buckets.Count(bucket => bucket.Boundary >= 0), ranks.Sums.Count);
        Tensor[] begun = [.. ranks.Sums];
        sum.Add([tensor(5f)]);
        Assert.Equal([5f], sum.Finish().data<float>().ToArray());
        foreach (var (gradients, sent) in expected.Zip(begun))
        {
            TensorAssert.Same(cat([.. gradients.Select(gradient => gradient.flatten())]), sent);
        }

        foreach (var (gradients, bucket) in expected.Zip(buckets))
        {
            Assert.All(gradients.Zip(bucket.Parameters), pair => TensorAssert.Same(
                pair.First, pair.Second.grad ?? zeros_like(pair.Second)));
        }
    }

    [Fact]
    public void A_sum_that_fails_in_the_backward_pass_is_thrown_after_it()
    {
        using var scope = NewDisposeScope();
        using var model = TinyFaceptor.Create(Tasks);
        using var ranks = new RecordedRanks { Fault = (3, new DistributedException("rank 1 is gone")) };
        using var sum = new GradientSum(
            model.Module.parameters(), ranks, encoder: Encoder(model), bucketBytes: SmallBucketBytes);

        sum.OverlapWith(1, () => Forward(model, 1)).backward();

        Assert.Equal("rank 1 is gone", Assert.Throws<DistributedException>(model.EndBackward).Message);
    }

    [Fact]
    public void Buckets_hold_every_parameter_once_from_the_heads_to_the_first_layer()
    {
        using var model = TinyFaceptor.Create(Tasks);
        Parameter[] parameters = [.. model.Module.parameters()];

        var buckets = GradientBucket.Cut(parameters, Encoder(model), SmallBucketBytes, compresses: false);

        Parameter[] held = [.. buckets.SelectMany(bucket => bucket.Parameters)];
        Assert.Equal(
            parameters.Select(parameter => parameter.Handle).Order(), held.Select(parameter => parameter.Handle).Order());
        int[] boundaries = [.. buckets.Select(bucket => bucket.Boundary)];
        Assert.Equal(boundaries.OrderDescending(), boundaries);
        Assert.Equal((TinyFaceptorBlocks, -1), (boundaries[0], boundaries[^1]));
        Assert.All(buckets, bucket => Assert.True(
            bucket.Parameters.Length == 1 || bucket.Parameters.Sum(parameter => 4 * parameter.numel()) <= SmallBucketBytes));
        Assert.Equal(
            [0, -1],
            GradientBucket.Cut(parameters, Encoder(model), long.MaxValue, false).Select(bucket => bucket.Boundary));
        Assert.Equal([-1], GradientBucket.Cut(parameters, null, long.MaxValue, false).Select(bucket => bucket.Boundary));
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, false, false)]
    [InlineData(2, true, false)]
    [InlineData(2, false, true)]
    [InlineData(2, true, true)]
    [InlineData(4, false, false)]
    [InlineData(4, true, true)]
    public void A_step_has_the_same_bits_with_and_without_overlap(int numRanks, bool isSynchronized, bool recomputes)
    {
        var expected = Step(1, overlaps: false, isSynchronized, recomputes: false);

        var actual = Step(numRanks, overlaps: true, isSynchronized, recomputes);

        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, entry => Assert.Equal(entry.Value, actual[entry.Key]));
        Assert.Contains(expected, entry => entry.Key.StartsWith("encoder.blocks.0", StringComparison.Ordinal)
            && entry.Value.Any(value => value != 0));
    }

    [Fact]
    public void Compressed_gradients_have_the_same_bits_with_and_without_overlap()
    {
        var expected = Step(2, overlaps: false, isSynchronized: true, recomputes: false, compresses: true);

        var actual = Step(2, overlaps: true, isSynchronized: true, recomputes: false, compresses: true);

        Assert.All(expected, entry => Assert.Equal(entry.Value, actual[entry.Key]));
        var exact = Step(2, overlaps: true, isSynchronized: true, recomputes: false);
        Assert.Contains(expected, entry => !entry.Value.SequenceEqual(exact[entry.Key]));
        Assert.Equal(exact["losses"], expected["losses"]);
    }

    private static int TinyFaceptorBlocks => TinyFaceptor.Options(Tasks).EncoderBlocks;

    private static VisionTransformer Encoder(FaceptorModel model) =>
        model.Module.modules().OfType<VisionTransformer>().Single();

    private static Tensor Forward(FaceptorModel model, int numPasses)
    {
        manual_seed(4);
        using var scope = NewDisposeScope();
        var sum = Loss(Tasks.Where(task => !task.IsDense), FakeFaceModel.AttributeSidePx);
        if (numPasses == 2)
        {
            sum = sum + Loss(Tasks.Where(task => task.IsDense), FakeFaceModel.DenseSidePx);
        }

        return sum.MoveToOuterDisposeScope();

        Tensor Loss(IEnumerable<FaceTask> tasks, int sidePx)
        {
            TaskRange[] ranges = [.. tasks.Select((task, index) => new TaskRange(task, 2 * index, 2))];
            var images = randn(2 * ranges.Length, 3, sidePx, sidePx);
            return model.Forward(images, ranges)
                .Select(output => output.Values.pow(2).mean())
                .Aggregate((first, second) => first + second);
        }
    }

    private static Dictionary<string, float[]> Step(
        int numRanks, bool overlaps, bool isSynchronized, bool recomputes, bool compresses = false)
    {
        var options = FakeRuns.Options(1, Tasks) with
        {
            Tasks = [.. Tasks.Zip(BatchSizes, (task, size) => new TaskTrainingOptions(task, size, 1))],
            IdentityEmbedDim = TinyFaceptor.IdentityDim,
            Portions = 4,
            SynchronizedNorms = isSynchronized,
        };
        var gradients = new Dictionary<string, float[]>();
        ThreadCommunicator.Run(numRanks, ranks =>
        {
            using var scope = NewDisposeScope();
            manual_seed(9);
            using var model = TinyFaceptor.Create(Tasks);
            model.UsesActivationCheckpointing = recomputes;
            using var criterion = new FaceCriterion(options, options.Portions, ranks);
            var shards = criterion.ShardedClassifiers.Select(entry => entry.Loss.ClassWeights.Handle).ToHashSet();
            using var scaler = new GradientScaler(ComputePrecision.Float32, options.NonFinite, CPU);
            using var sum = new GradientSum(
                model.Module.parameters().Concat(criterion.parameters())
                    .Where(parameter => !shards.Contains(parameter.Handle)),
                ranks,
                compresses,
                overlaps ? Encoder(model) : null,
                overlaps ? SmallBucketBytes : long.MaxValue);
            var portions = new StepPortions(options, ranks.Rank, ranks.NumRanks);
            var step = new TrainingStep(
                model,
                criterion,
                options,
                ComputePrecision.Float32,
                scaler,
                portions,
                sum,
                ComparedTasks.Of(model, options, portions, ranks));
            var losses = step.Accumulate(
                [.. options.Tasks.Where(entry => portions.OwnPlaces(entry.Task).Length > 0).Select(entry => Own(entry, portions))]);
            // What ranks hold apart is left out.
            foreach (var (name, parameter) in model.named_parameters().Where(entry => entry.parameter.grad is not null))
            {
                var numbers = parameter.grad!.data<float>().ToArray();
                Assert.Equal(gradients.GetValueOrDefault(name, numbers), numbers);
                gradients[name] = numbers;
            }

            gradients["losses"] = [.. losses.Select(loss => loss.item<float>())];
        });
        return gradients;
    }

    private static TaskBatch Own(TaskTrainingOptions entry, StepPortions portions)
    {
        var whole = FakeBatches.Of(entry.Task, entry.BatchSize, seed: 100);
        TaskBatch[] own = [.. portions.OwnPlaces(entry.Task).Select(place => whole.Slice(place, 1))];
        return new TaskBatch(
            entry.Task, own.Length, whole.SidePx, [.. own.SelectMany(sample => sample.Images)], FakeBatches.Join(own));
    }
}
