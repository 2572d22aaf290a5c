using Faceptor.Core.Encoders;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Encoders;

[Collection(TorchGeneratorCollection.Name)]
public sealed class StochasticDepthTests
{
    private const int NumImages = 5;

    [Theory]
    [InlineData(ComputePrecision.Float32, false)]
    [InlineData(ComputePrecision.BFloat16, false)]
    [InlineData(ComputePrecision.Float32, true)]
    [InlineData(ComputePrecision.BFloat16, true)]
    public void By_token_positions_a_place_is_dropped_in_all_images(ComputePrecision precision, bool recomputes)
    {
        using var scope = NewDisposeScope();

        var untouched = Untouched(DropPathMode.TokenPositions, precision, recomputes);               // [B, L]

        TensorAssert.Same(untouched[0].expand(NumImages, -1), untouched);
        Assert.InRange(untouched[0].to(ScalarType.Float32).mean().item<float>(), 0.15f, 0.35f);
    }

    [Fact]
    public void By_samples_an_image_is_dropped_at_all_places()
    {
        using var scope = NewDisposeScope();

        var untouched = Untouched(DropPathMode.Samples, ComputePrecision.Float32, recomputes: false);

        TensorAssert.Same(untouched[TensorIndex.Colon, 0].unsqueeze(1).expand_as(untouched), untouched);
    }

    [Fact]
    public void The_class_token_has_a_position_of_its_own()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);

        // One patch: what is drawn for the sequence of two tokens differs from what is drawn for one.
        var factors = DropPath.Draw([0.5], DropPathMode.TokenPositions, numSamples: 3, numTokens: 2, CPU);

        Assert.Equal([1L, 1L, 2L], factors.shape);
        using var encoder = Encoder(DropPathMode.TokenPositions, rate: 0.5);
        encoder.train();
        manual_seed(1);
        encoder.Encode(randn(1, 3, 8, 8), 2);
        var syntheticAfter = rand(1);
        manual_seed(1);
        randn(1, 3, 8, 8);
        rand(2, 2);                                                      // two branches, class token and patch
        TensorAssert.Same(rand(1), syntheticAfter);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0, true)]
    public void Without_a_rate_and_in_evaluation_both_ways_are_the_same_to_the_last_bit(double rate, bool trains)
    {
        using var scope = NewDisposeScope();
        var images = randn(NumImages, 3, 16, 16);

        var outputs = Enum.GetValues<DropPathMode>().Select(mode =>
        {
            using var encoder = Encoder(mode, rate);
            encoder.train(trains);
            return encoder.Encode(images, 2)[0];
        }).ToArray();

        TensorAssert.Same(outputs[0], outputs[1]);
    }

    [Theory]
    [InlineData(DropPathMode.Samples)]
    [InlineData(DropPathMode.TokenPositions)]
    public void The_expected_value_of_a_branch_stays(DropPathMode mode)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var branch = randn(1, 6, 3);

        var sum = zeros_like(branch);
        manual_seed(2);
        for (var draw = 0; draw < 4_000; draw++)
        {
            using var inner = NewDisposeScope();
            sum.add_(DropPath.Apply(branch, DropPath.Draw([0.2], mode, 1, 6, CPU)[0]));
        }

        // Five standard errors: a factor has deviation 0.5.
        TensorAssert.Close(branch, sum / 4_000, 5 * 0.5 / Math.Sqrt(4_000) * branch.abs().max().item<float>());
    }

    // Of the patches [B, L], those that the second block, of rate 0.5 a branch, leaves as they are.
    private static Tensor Untouched(DropPathMode mode, ComputePrecision precision, bool recomputes)
    {
        using var encoder = Encoder(mode, rate: 0.5);
        encoder.train();
        encoder.UsesActivationCheckpointing = recomputes;
        manual_seed(5);
        using var mixed = AutocastScope.Enter(precision);
        var tokens = encoder.Encode(randn(NumImages, 3, 128, 128), 1, 2);                           // 256 patches
        return tokens[0].eq(tokens[1]).all(-1);
    }

    private static VisionTransformer Encoder(DropPathMode mode, double rate)
    {
        manual_seed(3);
        return new(
            embedDim: 16,
            numBlocks: 2,
            numHeads: 2,
            patchSize: 8,
            positionGridSide: 2,
            dropPathRate: rate,
            unusedProjectionDim: 0,
            dropPathMode: mode);
    }
}
