using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Layers;

public sealed class LayersTests
{
    [Fact]
    public void Quick_gelu_feed_forward_follows_the_formula()
    {
        using var scope = NewDisposeScope();
        using var layer = new FeedForward(4, 6, FeedForwardActivation.QuickGelu, 0.5, 0.5);
        var state = layer.state_dict();
        var input = randn(2, 3, 4);

        var output = layer.call(input);

        var hidden = nn.functional.linear(input, state["linear1.weight"], state["linear1.bias"]);
        var expected = nn.functional.linear(
            hidden * (hidden * 1.702).sigmoid(),
            state["linear2.weight"],
            state["linear2.bias"]);
        TensorAssert.Close(expected, output, 1e-6);
    }

    [Fact]
    public void Attention_follows_the_formula()
    {
        using var scope = NewDisposeScope();
        using var layer = new Attention(8, 2, 0.5, 0.5);
        var state = layer.state_dict();
        var input = randn(2, 5, 8);

        var output = layer.call(input);

        var packed = nn.functional.linear(input, state["in_proj_weight"], state["in_proj_bias"]);
        Tensor Heads(int part) => packed.narrow(-1, part * 8, 8).view(2, 5, 2, 4).transpose(1, 2);
        var scores = einsum("bnqd,bnkd->bnqk", Heads(0), Heads(1)) / Math.Sqrt(4);
        var attended = einsum("bnqk,bnkd->bnqd", scores.softmax(-1), Heads(2)).transpose(1, 2).reshape(2, 5, 8);
        TensorAssert.Close(
            nn.functional.linear(attended, state["out_proj.weight"], state["out_proj.bias"]),
            output,
            1e-5);
    }

    [Fact]
    public void Weights_times_values_are_the_attention_product()
    {
        using var scope = NewDisposeScope();
        using var layer = new Attention(8, 2, 0.5, 0.5);
        var (queries, keys, values) = (randn(3, 4, 8), randn(3, 5, 8), randn(3, 5, 8));

        var weights = layer.Weights(queries, keys);

        Assert.Equal([3L, 2L, 4L, 5L], weights.shape);
        TensorAssert.Close(ones(3, 2, 4), weights.sum(-1), 1e-6);
        var weighted = einsum("bnqk,bknd->bqnd", weights, values.view(3, 5, 2, 4)).flatten(2);
        TensorAssert.Close(layer.Attend(queries, keys, values), weighted, 1e-6);
    }

    [Fact]
    public void Key_parts_add_up_to_the_whole_key()
    {
        using var scope = NewDisposeScope();
        using var layer = new Attention(8, 2, 0.5, 0.5);
        var (memory, places) = (randn(2, 5, 8), randn(5, 8));

        var sum = layer.KeyWithoutBias(memory) + layer.Key(places);

        TensorAssert.Close(layer.Key(memory + places), sum, 1e-5);
    }

    [Fact]
    public void Norms_of_half_precision_tokens_are_computed_in_single_precision()
    {
        using var scope = NewDisposeScope();
        using var layer = new LayerNorm(64);
        var input = (randn(3, 64) * 100).to(ScalarType.BFloat16);

        var output = layer.call(input);

        Assert.Equal(ScalarType.BFloat16, output.dtype);
        TensorAssert.Close(layer.call(input.to(ScalarType.Float32)), output, 0.02);
    }

    [Fact]
    public void Channel_norm_normalises_each_pixel()
    {
        using var scope = NewDisposeScope();
        using var layer = new LayerNorm2d(8);
        var input = randn(2, 8, 3, 4);

        var output = layer.call(input);

        TensorAssert.Close(zeros(2, 3, 4), output.mean([1]), 1e-5);
        TensorAssert.Close(ones(2, 3, 4), output.var(1, unbiased: false), 1e-3);
    }

    [Fact]
    public void Wrong_sizes_name_both_sizes()
    {
        using var scope = NewDisposeScope();
        using var layer = new Attention(8, 2, 0.5, 0.5);
        var input = randn(2, 5, 7);

        var error = Assert.Throws<ArgumentException>(() => layer.call(input));

        Assert.Contains("expected a last dimension of 8, found [2, 5, 7]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Heads_that_do_not_divide_the_token_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Attention(8, 3, 1, 1));
    }
}
