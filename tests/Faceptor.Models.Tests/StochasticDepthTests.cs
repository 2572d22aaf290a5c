using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

[Collection(TorchGeneratorCollection.Name)]
public sealed class StochasticDepthTests
{
    private static FaceptorOptions Options { get; } =
        MinuteModel.Options with { DropPathRate = 0.5, AttributeInputSidePx = 32 };

    /// <summary>One draw for all images of a ragged batch: equal images stay equal, whatever their task.</summary>
    [Theory]
    [InlineData(DropPathMode.TokenPositions, ComputePrecision.Float32, true)]
    [InlineData(DropPathMode.TokenPositions, ComputePrecision.BFloat16, true)]
    [InlineData(DropPathMode.Samples, ComputePrecision.Float32, false)]
    public void Equal_images_of_a_ragged_batch_are_treated_alike_by_token_positions(
        DropPathMode mode, ComputePrecision precision, bool areAlike)
    {
        using var scope = NewDisposeScope();
        using var model = FaceptorModelFactory.CreateFaceptor(Options with { DropPathMode = mode }, seed: 3);
        model.train();
        model.UsesActivationCheckpointing = true;
        var images = randn(1, 3, 32, 32).repeat(12, 1, 1, 1);
        TaskRange[] ranges = [new(FaceTasks.AgeMorph2, 0, 5), new(FaceTasks.ParsingCelebAMaskHq, 5, 7)];

        manual_seed(4);
        using var mixed = AutocastScope.Enter(precision);
        var outputs = model.Forward(images, ranges);
        outputs.Select(output => output.Values.mean()).Aggregate((sum, mean) => sum + mean).backward();
        model.EndBackward();

        Assert.All(outputs, output =>
            Assert.Equal(areAlike, output.Values.allclose(output.Values[0].expand_as(output.Values), 1e-5, 1e-5)));
        // Two passes drop different things.
        Assert.False(model.Forward(images, ranges)[0].Values.allclose(outputs[0].Values));
    }
}
