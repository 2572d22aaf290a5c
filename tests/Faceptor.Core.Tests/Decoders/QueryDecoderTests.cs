using Faceptor.Core.Batches;
using Faceptor.Core.Decoders;
using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Decoders;

public sealed class QueryDecoderTests
{
    private const double Rounding = 1e-5;

    private static readonly FaceTask Task = FaceTasks.ExpressionRafDb;

    private static readonly TaskRange[] Ranges = [new(Task, 0, 2)];

    /// <summary>The start that the released code gives each kind of weight.</summary>
    [Theory]
    [InlineData("position_expand.weight", 1 / 16.0, 1 / 1.7320508)]
    [InlineData("position_expand.bias", 1 / 16.0, 1 / 1.7320508)]
    [InlineData("position_project.weight", 1 / 16.0, 1 / 1.7320508)]
    [InlineData("position_project.bias", 1 / 16.0, 1 / 1.7320508)]
    [InlineData("input_projection.weight", 0.0625, 1 / 1.7320508)]
    [InlineData("layers.0.feed_forward.linear1.bias", 1 / 16.0, 1 / 1.7320508)]
    [InlineData("layers.0.feed_forward.linear2.bias", 1 / 32.0, 1 / 1.7320508)]
    public void Evenly_drawn_weights_have_the_released_bounds(string name, double bound, double spread)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var decoder = new QueryDecoder(
            [Task], encoderDim: 768, dim: 256, numLayers: 1, numHeads: 8, feedForwardDim: 1024);

        var values = decoder.state_dict()[name].detach();

        Assert.InRange(values.abs().max().item<float>(), 0.93 * bound, bound);
        Assert.Equal(bound * spread, values.std().item<float>(), 0.1 * bound);
    }

    [Theory]
    [InlineData("layers.0.cross_attention.in_proj_weight", 1 / 16.0)]
    [InlineData("layers.0.self_attention.out_proj.weight", 1 / 16.0)]
    [InlineData("layers.0.feed_forward.linear1.weight", 1 / 16.0)]
    [InlineData("layers.0.feed_forward.linear2.weight", 1 / 32.0)]
    [InlineData("layers.0.cross_attention.in_proj_bias", 0)]
    [InlineData("layers.0.self_attention.out_proj.bias", 0)]
    [InlineData("input_projection.bias", 0)]
    [InlineData("level_embedding", 1)]
    public void Other_weights_are_normal_or_zero(string name, double deviation)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var decoder = new QueryDecoder(
            [Task], encoderDim: 768, dim: 256, numLayers: 1, numHeads: 8, feedForwardDim: 1024);

        Assert.Equal(deviation, decoder.state_dict()[name].detach().std().item<float>(), 0.1 * deviation);
    }

    [Fact]
    public void A_learned_grid_that_holds_the_sine_positions_decodes_the_same()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var sine = Decoder(MemoryPositions.Sine);
        using var learned = Decoder(MemoryPositions.Learned);
        var grid = new PatchGrid(3, 3);
        var state = sine.state_dict();
        Tensor Linear(string name, Tensor input) =>
            nn.functional.linear(input, state[$"{name}.weight"], state[$"{name}.bias"]);
        foreach (var (name, tensor) in learned.state_dict())
        {
            tensor.copy_(name == "position_grid"
                ? Linear("position_project", Linear("position_expand", SineEncoding.Encode(grid, 8, CPU)).relu())
                : state[name]);
        }

        var memory = randn(2, 9, 8);

        TensorAssert.Close(sine.Decode(memory, grid, Ranges)[0], learned.Decode(memory, grid, Ranges)[0], Rounding);
    }

    [Fact]
    public void A_learned_grid_replaces_the_position_network_and_serves_other_grids()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var learned = Decoder(MemoryPositions.Learned);
        var memory = randn(2, 10, 8);

        var before = learned.Decode(memory, new PatchGrid(2, 5), Ranges)[0];
        learned.state_dict()["position_grid"].normal_();
        learned.ClearCache();
        var after = learned.Decode(memory, new PatchGrid(2, 5), Ranges)[0];

        Assert.Equal([9L, 8L], learned.state_dict()["position_grid"].shape);
        Assert.Equal(
            ["position_grid"],
            learned.state_dict().Keys.Where(name => name.StartsWith("position", StringComparison.Ordinal)));
        Assert.True((before - after).abs().max().item<float>() > 1e-4);
    }

    [Fact]
    public void A_learned_grid_receives_gradients()
    {
        using var scope = NewDisposeScope();
        using var learned = Decoder(MemoryPositions.Learned);
        learned.train();

        var tokens = learned.Decode(randn(2, 4, 8), new PatchGrid(2, 2), Ranges)[0];
        (tokens * randn_like(tokens)).sum().backward();

        var gradient = learned.named_parameters().Single(entry => entry.name == "position_grid").parameter.grad;
        Assert.True(gradient!.abs().max().item<float>() > 0);
    }

    [Fact]
    public void Blocks_are_asked_for_only_while_a_task_of_the_batch_looks_at_them()
    {
        using var scope = NewDisposeScope();
        using var decoder = Decoder(MemoryPositions.Sine);
        TaskRange[] others = [new(FaceTasks.AgeMorph2, 0, 1)];
        var added = decoder.AddLayerAttention(Task, [1, 3, 4], topBlock: 4, LevelProjection.Shared);
        decoder.AddLayerAttention(FaceTasks.AgeMorph2, [2, 3], topBlock: 4, LevelProjection.PerTask);

        Assert.Equal([1, 3, 4], decoder.BlocksFor(Ranges));
        Assert.Equal([1, 2, 3, 4], decoder.BlocksFor([.. Ranges, .. others]));
        added.IsOn = false;
        Assert.Equal([2, 3], decoder.BlocksFor([.. Ranges, .. others]));
        Assert.Empty(decoder.BlocksFor(Ranges));
    }

    [Fact]
    public void Tokens_of_a_block_that_is_looked_at_must_come()
    {
        using var scope = NewDisposeScope();
        using var decoder = Decoder(MemoryPositions.Sine);
        decoder.AddLayerAttention(Task, [1, 4], topBlock: 4, LevelProjection.Shared);
        var memory = randn(2, 4, 8);

        var error = Assert.Throws<ArgumentException>(() => decoder.Decode(memory, new PatchGrid(2, 2), Ranges));

        Assert.Contains("looks at encoder block 1: expected its tokens, got those of none", error.Message, StringComparison.Ordinal);
    }

    private static QueryDecoder Decoder(MemoryPositions positions)
    {
        var decoder = new QueryDecoder(
            [Task, FaceTasks.AgeMorph2],
            encoderDim: 12,
            dim: 8,
            numLayers: 2,
            numHeads: 2,
            feedForwardDim: 16,
            positions,
            positionGridSide: 3);
        decoder.eval();
        return decoder;
    }
}
