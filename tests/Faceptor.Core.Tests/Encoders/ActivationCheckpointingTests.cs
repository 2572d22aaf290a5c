using Faceptor.Core.Encoders;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Encoders;

[Collection(TorchGeneratorCollection.Name)]
public sealed class ActivationCheckpointingTests
{
    [Theory]
    [InlineData(ComputePrecision.Float32, DropPathMode.Samples)]
    [InlineData(ComputePrecision.BFloat16, DropPathMode.Samples)]
    [InlineData(ComputePrecision.Float32, DropPathMode.TokenPositions)]
    [InlineData(ComputePrecision.BFloat16, DropPathMode.TokenPositions)]
    public void Gradients_are_the_same_to_the_last_bit_with_stochastic_depth(
        ComputePrecision precision, DropPathMode mode)
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(mode);
        var images = randn(6, 3, 16, 16);

        var (kept, keptGradients) = Run(recomputes: false);
        var (recomputed, recomputedGradients) = Run(recomputes: true);

        // Several blocks' outputs, as Layer-Attention and Naive Faceptor ask for.
        Assert.Equal(3, kept.Length);
        foreach (var (expected, actual) in kept.Zip(recomputed))
        {
            TensorAssert.Same(expected, actual);
        }

        Assert.Equal(encoder.parameters().Count(), keptGradients.Count);
        foreach (var (name, expected) in keptGradients)
        {
            Assert.True(expected.abs().max().item<float>() > 0, name);
            TensorAssert.Same(expected, recomputedGradients[name], name);
        }

        (Tensor[] Outputs, Dictionary<string, Tensor> Gradients) Run(bool recomputes)
        {
            encoder.UsesActivationCheckpointing = recomputes;
            encoder.zero_grad();
            manual_seed(11);
            Tensor[] outputs;
            using (AutocastScope.Enter(precision))
            {
                outputs = encoder.Encode(images, 1, 3, 4);
            }

            Loss(outputs).backward();
            encoder.EndBackward();
            return (
                outputs,
                encoder.named_parameters().ToDictionary(
                    entry => entry.name, entry => entry.parameter.grad!.clone(), StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Stochastic_depth_drops_something_in_that_comparison()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder();
        var images = randn(6, 3, 16, 16);

        manual_seed(11);
        var first = encoder.Encode(images, 4)[0];
        var second = encoder.Encode(images, 4)[0];

        Assert.False(first.allclose(second));
    }

    [Fact]
    public void A_frozen_beginning_does_not_keep_blocks_from_learning()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder();
        var images = randn(2, 3, 16, 16);
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            parameter.requires_grad = name.StartsWith("blocks.0.feed_forward", StringComparison.Ordinal);
        }

        var kept = Run(recomputes: false);
        var recomputed = Run(recomputes: true);

        Assert.NotEmpty(kept);
        foreach (var (name, expected) in kept)
        {
            TensorAssert.Same(expected, recomputed[name], name);
        }

        Dictionary<string, Tensor> Run(bool recomputes)
        {
            encoder.UsesActivationCheckpointing = recomputes;
            encoder.zero_grad();
            manual_seed(3);
            Loss(encoder.Encode(images, 4)).backward();
            encoder.EndBackward();
            return encoder.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(
                entry => entry.name, entry => entry.parameter.grad!.clone(), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void A_frozen_encoder_hands_out_tokens_without_gradient()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder();
        encoder.UsesActivationCheckpointing = true;
        foreach (var parameter in encoder.parameters())
        {
            parameter.requires_grad = false;
        }

        var tokens = encoder.Encode(randn(2, 3, 16, 16), 4)[0];

        Assert.False(tokens.requires_grad);
    }

    [Fact]
    public void Two_backward_passes_add_up()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder();
        var images = randn(2, 3, 16, 16);
        var name = "blocks.2.attention.in_proj_weight";

        var kept = Run(recomputes: false);
        var recomputed = Run(recomputes: true);

        TensorAssert.Same(kept, recomputed);

        Tensor Run(bool recomputes)
        {
            encoder.UsesActivationCheckpointing = recomputes;
            encoder.zero_grad();
            manual_seed(4);
            var (first, second) = (Loss(encoder.Encode(images, 4)), Loss(encoder.Encode(images, 2, 4)));
            first.backward();
            second.backward();
            encoder.EndBackward();
            return encoder.get_parameter(name)!.grad!.clone();
        }
    }

    [Fact]
    public void What_goes_wrong_in_the_backward_pass_is_reported_after_it()
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder();
        encoder.UsesActivationCheckpointing = true;
        var loss = Loss(encoder.Encode(randn(2, 3, 16, 16), 4));
        encoder.get_parameter("blocks.2.feed_forward.linear1.weight")!.Dispose();

        loss.backward();

        // Gradients before the block are no numbers, so that a step cannot take them for whole ones.
        Assert.True(encoder.get_parameter("blocks.0.norm1.weight")!.grad!.isnan().any().item<bool>());
        var error = Assert.Throws<InvalidOperationException>(encoder.EndBackward);
        Assert.Contains("the backward pass of an encoder block failed", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
        encoder.EndBackward();
    }

    [Fact]
    public void No_tensors_are_left_behind()
    {
        using var encoder = Encoder();
        encoder.UsesActivationCheckpointing = true;
        using var images = randn(2, 3, 16, 16);
        using var precision = AutocastScope.Enter(ComputePrecision.BFloat16);

        // The first run makes the gradients.
        Assert.Equal(0, TensorAssert.LiveDelta(() =>
        {
            Loss(encoder.Encode(images, 2, 4)).backward();
            encoder.EndBackward();
        }));
        // A pass that nobody runs backward.
        Assert.Equal(0, TensorAssert.LiveDelta(() => encoder.Encode(images, 4)));
    }

    private static VisionTransformer Encoder(DropPathMode mode = DropPathMode.Samples) => new(
        embedDim: 16,
        numBlocks: 4,
        numHeads: 2,
        patchSize: 8,
        positionGridSide: 2,
        dropPathRate: 0.2,
        unusedProjectionDim: 0,
        dropPathMode: mode);

    private static Tensor Loss(IEnumerable<Tensor> outputs) => outputs
        .Select((tokens, index) => (tokens * tokens.detach().cos() * (index + 1)).mean())
        .Aggregate((sum, loss) => sum + loss);
}
