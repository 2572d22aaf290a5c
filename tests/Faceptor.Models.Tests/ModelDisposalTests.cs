using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

public sealed class ModelDisposalTests
{
    private static readonly TaskRange[] Ranges = [new(FaceTasks.AgeMorph2, 0, 1)];

    [Fact]
    public void A_Faceptor_that_is_disposed_says_so_and_may_be_disposed_again()
    {
        using var images = zeros(1, 3, 16, 16, dtype: ScalarType.Float32);
        var model = MinuteModel.Create();
        using var encoded = model.EncodeFor([FaceTasks.AgeMorph2], images);

        model.Dispose();
        model.Dispose();

        AssertRefused(
            () => model.Forward(images, Ranges),
            () => model.Forward(encoded, Ranges),
            () => model.EncodeFor([FaceTasks.AgeMorph2], images),
            () => model.Encode(images, 1),
            () => model.Decode(images, Ranges),
            () => model.EncoderParameters,
            () =>
            {
                model.AddLayerAttention(FaceTasks.AgeMorph2);
                return null;
            });
    }

    [Fact]
    public void A_Naive_Faceptor_that_is_disposed_says_so_and_may_be_disposed_again()
    {
        using var images = zeros(1, 3, 16, 16, dtype: ScalarType.Float32);
        var model = MinuteNaiveModel.Create();

        model.Dispose();
        model.Dispose();

        AssertRefused(() => model.Forward(images, Ranges), () => model.EncoderParameters);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_that_is_disposed_under_a_pass_lets_it_end(bool isNaive)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            IFaceModel model = isNaive ? MinuteNaiveModel.Create() : MinuteModel.Create();
            using var began = new ManualResetEventSlim();
            Exception? end = null;
            var thread = new Thread(() =>
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                var images = zeros(1, 3, 16, 16, dtype: ScalarType.Float32);
                try
                {
                    while (true)
                    {
                        model.Forward(images, Ranges);
                        began.Set();
                    }
                }
                catch (Exception error)
                {
                    end = error;
                    began.Set();
                }
            });
            thread.Start();
            began.Wait(TestContext.Current.CancellationToken);

            model.Dispose();

            thread.Join();
            Assert.IsType<ObjectDisposedException>(end);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_that_is_held_refuses_to_be_disposed_and_answers_on(bool isNaive)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using IFaceModel model = isNaive ? MinuteNaiveModel.Create() : MinuteModel.Create();
        var images = zeros(1, 3, 16, 16, dtype: ScalarType.Float32);

        using (model.Hold())
        {
            Assert.Throws<InvalidOperationException>(model.Dispose);
            Assert.NotEmpty(model.Forward(images, Ranges));
        }

        model.Dispose();
        AssertRefused(() => model.Forward(images, Ranges), model.Hold);
    }

    [Fact]
    public void A_loaded_model_goes_with_what_was_loaded()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("w.safetensors");
        using (var model = MinuteModel.Create())
        {
            FaceptorWeights.Save(model, path);
        }

        var loaded = FaceptorWeights.Load(path);
        loaded.Dispose();
        loaded.Dispose();

        using var images = zeros(1, 3, 16, 16, dtype: ScalarType.Float32);
        AssertRefused(() => loaded.Model.Forward(images, Ranges));
    }

    [Fact]
    public void Encoded_images_that_are_disposed_say_so_and_may_be_disposed_again()
    {
        using var model = MinuteModel.Create();
        var encoded = new EncodedImages(
            new PatchGrid(2, 2), [2], [zeros(1, 4, 16, dtype: ScalarType.Float32)]);

        encoded.Dispose();
        encoded.Dispose();

        AssertRefused(
            () => encoded.Tokens, () => encoded.NumImages, () => model.Forward(encoded, Ranges));
    }

    private static void AssertRefused(params ReadOnlySpan<Func<object?>> uses)
    {
        foreach (var use in uses)
        {
            Assert.Throws<ObjectDisposedException>(use);
        }
    }
}
