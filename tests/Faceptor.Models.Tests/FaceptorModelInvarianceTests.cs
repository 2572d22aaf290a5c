using Faceptor.Core.Batches;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

/// <summary>In inference mode an image is answered with the same bits whatever is asked beside it.</summary>
public sealed class FaceptorModelInvarianceTests : IDisposable
{
    private const int NumImages = 5;
    private const int SidePx = 64;

    // All thirteen tasks: their queries are 7 to 101, so that products of few rows are among them.
    private readonly FaceptorModel _model = FaceptorModelFactory.CreateFaceptor(
        FaceptorPresets.Small with { Tasks = FaceTasks.Full }, seed: 1);

    private readonly Tensor[] _images = Images();

    public void Dispose()
    {
        Array.ForEach(_images, image => image.Dispose());
        _model.Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(NumImages)]
    public void A_batch_gives_what_its_images_give_alone(int numImages)
    {
        var together = Answer([.. _model.Tasks], [.. _images[..numImages]]);

        for (var index = 0; index < numImages; index++)
        {
            var alone = Answer([.. _model.Tasks], [_images[index]]);
            foreach (var (place, task) in _model.Tasks.Index())
            {
                var length = alone[place].Length;
                Assert.True(
                    alone[place].AsSpan().SequenceEqual(together[place].AsSpan(index * length, length)),
                    $"{task} of image {index} among {numImages}");
            }
        }
    }

    [Fact]
    public void A_task_asked_alone_gives_what_it_gives_among_others()
    {
        var all = Answer([.. _model.Tasks], [_images[0]]);

        foreach (var (place, task) in _model.Tasks.Index())
        {
            Assert.True(all[place].AsSpan().SequenceEqual(Answer([task], [_images[0]])[0]), $"{task}");
        }
    }

    [Fact]
    public void Passes_on_several_threads_give_what_one_gives()
    {
        var expected = _images.Select(image => Answer([.. _model.Tasks], [image])).ToArray();
        var wrong = 0;

        Parallel.For(0, 4 * NumImages, new ParallelOptions { MaxDegreeOfParallelism = 4 }, turn =>
        {
            // One pass in four makes all others do without what is kept.
            if (turn % 4 == 0)
            {
                _model.ClearCaches();
            }

            var actual = Answer([.. _model.Tasks], [_images[turn % NumImages]]);
            if (!actual.Zip(expected[turn % NumImages]).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            {
                Interlocked.Increment(ref wrong);
            }
        });

        Assert.Equal(0, wrong);
    }

    private float[][] Answer(FaceTask[] tasks, Tensor[] images)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var outputs = _model.Forward(cat(images), [.. tasks.Select(task => new TaskRange(task, 0, images.Length))]);
        return [.. outputs.Select(output => output.Values.contiguous().data<float>().ToArray())];
    }

    private static Tensor[] Images()
    {
        manual_seed(3);
        return [.. Enumerable.Range(0, NumImages).Select(_ => randn(1, 3, SidePx, SidePx))];
    }
}
