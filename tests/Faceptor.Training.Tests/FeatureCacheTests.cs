using Faceptor.Core.Batches;
using Faceptor.Data.Loading;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

public sealed class FeatureCacheTests
{
    private const double Tolerance = 1e-5; // samples go through the encoder one by one instead of together

    private static readonly FaceTask[] Tasks = [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb];

    [Fact]
    public void Answers_from_memory_are_those_of_the_pictures()
    {
        using var model = TinyFaceptor.Create(Tasks);
        model.AddLayerAttention(FaceTasks.AgeMorph2);
        model.Module.eval();
        using var cache = new FeatureCache(model, Tasks);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var batches = Batches([4, 7, 1], [0, 2]);
        var images = cat([.. batches.Select(Images)]);
        TaskRange[] ranges = [new(Tasks[0], 0, 3), new(Tasks[1], 3, 2)];
        var expected = model.Forward(images, ranges);

        for (var look = 0; look < 2; look++)
        {
            using var encoded = cache.Encode(images, batches);
            var found = model.Forward(encoded, ranges);

            Assert.All(expected.Zip(found), pair => Assert.True(
                (pair.First.Values - pair.Second.Values).abs().max().item<float>() < Tolerance));
        }

        Assert.Equal(5, cache.Count);
    }

    [Fact]
    public void A_sample_is_encoded_once_and_alike_in_whatever_company()
    {
        using var model = TinyFaceptor.Create(Tasks);
        model.Module.eval();
        using var together = new FeatureCache(model, Tasks);
        using var alone = new FeatureCache(model, Tasks);
        using var scope = NewDisposeScope();
        var batch = Batches([3, 5, 9], [])[0];
        var images = Images(batch);

        var all = together.Encode(images, [batch]);
        var again = together.Encode(zeros_like(images), [batch]); // kept tokens count, not images
        var one = alone.Encode(images.narrow(0, 1, 1), [batch.Slice(1, 1)]);

        Assert.True(all.Tokens[0].Equals(again.Tokens[0]));
        Assert.True(all.Tokens[0].narrow(0, 1, 1).Equals(one.Tokens[0]));
    }

    [Fact]
    public void Bytes_of_a_sample_are_counted()
    {
        using var model = TinyFaceptor.Create(Tasks);
        model.AddLayerAttention(FaceTasks.AgeMorph2);
        model.Module.eval();
        using var cache = new FeatureCache(model, Tasks);
        using var scope = NewDisposeScope();
        var batch = Batches([1], [])[0];

        var encoded = cache.Encode(Images(batch), [batch]);

        Assert.Equal(
            encoded.Tokens.Sum(tokens => tokens.numel() * sizeof(float)),
            FeatureCache.BytesPerSample(model, Tasks, FakeFaceModel.AttributeSidePx));
    }

    private static Tensor Images(TaskBatch batch) =>
        tensor(batch.Images).view(batch.NumImages, 3, batch.SidePx, batch.SidePx);

    private static TaskBatch[] Batches(int[] first, int[] second) =>
    [
        .. new[] { (Tasks[0], first), (Tasks[1], second) }.Where(entry => entry.Item2.Length > 0).Select(entry =>
        {
            var plain = FakeBatches.Of(entry.Item1, entry.Item2.Length, seed: entry.Item2[0] + 1);
            return new TaskBatch(plain.Task, plain.NumImages, plain.SidePx, plain.Images, plain.Targets)
            {
                Samples = entry.Item2,
            };
        }),
    ];
}
