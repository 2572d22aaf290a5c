using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

public sealed class LayerPreferenceTests
{
    private const double Tolerance = 1e-5;

    private static readonly FaceTask Task = FaceTasks.ExpressionRafDb;

    [Fact]
    public void Weights_of_the_first_layer_follow_the_papers_equations()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Model();
        var image = randn(1, 3, 16, 24);
        var state = model.state_dict();
        Tensor Linear(string name, Tensor input) =>
            nn.functional.linear(input, state[$"{name}.weight"], state[$"{name}.bias"]);
        const string Attention = "decoder.layers.0.cross_attention";
        Tensor Project(int part, Tensor tokens) => nn.functional.linear(
            tokens,
            state[$"{Attention}.in_proj_weight"].narrow(0, part * 8, 8),
            state[$"{Attention}.in_proj_bias"].narrow(0, part * 8, 8));
        var memory = stack(
            [.. model.Encode(image, [1, 2, 3, 4]).Select(block => Linear("decoder.input_projection", block)[0])]);
        var code = Faceptor.Core.Layers.SineEncoding.Encode(new(2, 3), 8, CPU);
        var positions = Linear("decoder.position_project", Linear("decoder.position_expand", code).relu());
        var levels = state[$"decoder.layer_attention.{Task.Id}.level_embeddings"].unsqueeze(1);
        var keys = Project(1, memory + levels + positions).view(24, 2, 4);                        // [T L, N, D/N]
        var tokens = state[$"decoder.queries.{Task.Id}.tokens"] + state[$"decoder.queries.{Task.Id}.embeddings"];
        var queries = Project(0, tokens).view(7, 2, 4);
        var expected = (einsum("qnd,knd->nqk", queries, keys) / Math.Sqrt(4)).softmax(-1).view(2, 7, 4, 2, 3);

        var attention = SpatialAttention.Read(model, image, Task);

        Assert.Equal([1, 2, 3, 4], attention.Levels);
        Assert.Equal((3, 2, 2 * 3L), (attention.NumDecoderLayers, attention.NumHeads, attention.Grid.NumPatches));
        var first = tensor(attention.Weights.AsSpan()[..(2 * 7 * 24)].ToArray(), new long[] { 2, 7, 4, 2, 3 });
        TensorAssert.Close(expected, first, Tolerance);
        Assert.Equal(expected[1, 6, 2, 1, 0].item<float>(), attention[0, 1, 6, 2, 1, 0], 1e-5f);
    }

    [Fact]
    public void ReadAttention_gives_the_same_weights_as_a_tensor_of_the_callers()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        var image = randn(1, 3, 16, 24);
        var expected = SpatialAttention.Read(model, image, Task);

        var attention = model.ReadAttention(image, Task);

        Assert.Equal([3, 2, 7, 4, 2, 3], attention.shape);
        Assert.Equal(expected[2, 1, 6, 3, 1, 0], attention[2, 1, 6, 3, 1, 0].item<float>());
        TensorAssert.Close(ones(3, 2, 7), attention.sum([3, 4, 5]), Tolerance);
    }

    [Fact]
    public void ReadAttention_of_two_images_or_of_identity_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Model();

        var two = Assert.Throws<ArgumentException>(() => model.ReadAttention(randn(2, 3, 16, 24), Task));
        Assert.Contains("expected one image, got 2", two.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.ReadAttention(randn(1, 3, 16, 24), FaceTasks.IdentityMs1mV3));
    }

    [Fact]
    public void Mass_is_the_spatial_attention_summed_over_places()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        var images = randn(2, 3, 16, 24);

        var preference = LayerPreference.Read(model, images, Task);

        var each = Enumerable.Range(0, 2)
            .Select(index => SpatialAttention.Read(model, images.narrow(0, index, 1), Task))
            .Select(attention => tensor(attention.Weights.ToArray(), new long[] { 3, 2, 7, 4, 6 }));
        var byQuery = stack(each).sum(-1).mean([0, 2]);                                           // [layers, Q, T]
        Assert.Equal([1, 2, 3, 4], preference.Levels);
        TensorAssert.Close(
            byQuery,
            tensor(preference.MassByQuery.SelectMany(layer => layer.SelectMany(query => query)).ToArray(), 3, 7, 4),
            Tolerance);
        TensorAssert.Close(
            byQuery.mean([1]), tensor(preference.Mass.SelectMany(layer => layer).ToArray(), 3, 4), Tolerance);
        Assert.All(preference.Mass, shares => Assert.Equal(1, shares.Sum(), 1e-5f));
    }

    [Fact]
    public void Without_layer_attention_everything_falls_on_the_last_block()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        var image = randn(1, 3, 16, 16);
        model.SwitchLayerAttention(Task, isOn: false);

        foreach (var task in new[] { Task, FaceTasks.AgeMorph2 })
        {
            var preference = LayerPreference.Read(model, image, task);

            Assert.Equal([4], preference.Levels);
            Assert.Equal(3, preference.Mass.Length);
            Assert.All(preference.Mass, shares => Assert.Equal(1, Assert.Single(shares), 1e-5f));
            Assert.Equal(task.NumLabels, preference.MassByQuery[0].Length);
        }
    }

    [Fact]
    public void Reading_leaks_nothing_and_refuses_what_has_no_attention()
    {
        using var model = Model();
        using var image = randn(1, 3, 16, 16);
        using var two = randn(2, 3, 16, 16);

        Assert.Equal(0, TensorAssert.LiveDelta(() => LayerPreference.Read(model, image, Task)));
        Assert.Equal(0, TensorAssert.LiveDelta(() => SpatialAttention.Read(model, image, Task)));
        Assert.Contains(
            "'identity/ms1mv3' has no queries",
            Assert.Throws<ArgumentException>(
                () => LayerPreference.Read(model, image, FaceTasks.IdentityMs1mV3)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected one image, got 2",
            Assert.Throws<ArgumentException>(() => SpatialAttention.Read(model, two, Task)).Message,
            StringComparison.Ordinal);
        var attention = SpatialAttention.Read(model, image, Task);
        Assert.Throws<ArgumentOutOfRangeException>(() => attention[0, 0, 7, 0, 0, 0]);
    }

    private static FaceptorModel Model()
    {
        var options = MinuteModel.Options with { EncoderBlocks = 4, DecoderLayers = 3 };
        var model = FaceptorModelFactory.CreateFaceptor(options, seed: 5);
        model.AddLayerAttention(Task);
        using var quiet = no_grad();
        model.LayerAttentionParameters(Task)[0].normal_();
        return model;
    }
}
