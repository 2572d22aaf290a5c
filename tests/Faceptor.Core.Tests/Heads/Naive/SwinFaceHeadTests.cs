using Faceptor.Core.Heads.Naive;
using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Heads.Naive;

public sealed class SwinFaceHeadTests
{
    private static readonly PatchGrid Grid = new(3, 4);

    /// <summary>
    /// One channel counts: hidden = relu(2 * 3 - 1) = 5 and relu(2 * 4 - 1) = 7, answers 0.1 * 5 and 0.1 * 7.
    /// </summary>
    [Fact]
    public void A_gate_adds_what_it_says_about_means_and_maxima()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var gate = new ChannelGate(16);
        var weights = gate.state_dict();
        weights["linear1.weight"].zero_();
        weights["linear1.weight"][0, 5] = 2;
        weights["linear1.bias"].fill_(-1);
        weights["linear2.weight"].fill_(0.1);
        weights["linear2.bias"].zero_();
        var (means, maxima) = (zeros(1, 16), zeros(1, 16));
        means[0, 5] = 3;
        maxima[0, 5] = 4;

        var answer = gate.call(means, maxima);

        TensorAssert.Close(full([1, 16], 1 / (1 + Math.Exp(-1.2))), answer, 1e-6);
    }

    /// <summary>The subnet takes a short cut; here is the long way, with the map weighed before it is pooled.</summary>
    [Fact]
    public void Subnet_is_convolutions_gate_pool_and_two_layers()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var subnet = new SwinFaceSubnet(inputDim: 6, numLevels: 2, dim: 32);
        subnet.eval();
        var weights = subnet.state_dict();
        weights["batch_norm.running_mean"].uniform_(-1, 1);
        weights["batch_norm.running_var"].uniform_(0.5, 2);
        var levels = new[] { randn(2, 12, 6), randn(2, 12, 6) };
        Tensor Linear(Tensor input, string name) =>
            nn.functional.linear(input, weights[$"{name}.weight"], weights[$"{name}.bias"]);
        Tensor Answer(Tensor channels) => Linear(Linear(channels, "gate.linear1").relu(), "gate.linear2");

        var features = subnet.call(levels, Grid);

        var map = cat(
            [.. levels.Select((level, index) => nn.functional.conv2d(
                level.transpose(1, 2).reshape(2, 6, 3, 4), weights[$"levels.{index}.weight"], padding: [1, 1]))],
            1);
        var gate = (Answer(map.mean([2, 3])) + Answer(map.amax([2, 3]))).sigmoid();
        var pooled = (map * gate.view(2, 32, 1, 1)).relu().amax([2, 3]);
        var normal = (pooled - weights["batch_norm.running_mean"])
            / (weights["batch_norm.running_var"] + 2e-5).sqrt()
            * weights["batch_norm.weight"] + weights["batch_norm.bias"];
        TensorAssert.Close(Linear(Linear(normal, "linear1").relu(), "linear2").relu(), features, 1e-5);
    }

    [Fact]
    public void Datasets_share_the_subnet_and_have_a_layer_each()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var head = new SwinFaceHead(
            [FaceTasks.ExpressionRafDb, FaceTasks.ExpressionFerPlus], inputDim: 6, numLevels: 1, dim: 16);
        head.eval();
        var levels = new[] { randn(2, 12, 6) };
        var weights = head.state_dict();
        weights["outputs.expression/raf-db.weight"].zero_();
        weights["outputs.expression/raf-db.bias"].fill_(5);

        var answer = head.call(levels, Grid, FaceTasks.ExpressionRafDb);
        var other = head.call(levels, Grid, FaceTasks.ExpressionFerPlus);

        Assert.Single(weights.Keys, name => name == "subnet.gate.linear1.weight");
        TensorAssert.Close(full([2, 7], 5), answer, 0);
        Assert.Equal([2L, 7L], other.shape);
        Assert.True((other - answer).abs().min().item<float>() > 0.1);
    }

    [Fact]
    public void Features_drop_out_in_training_only()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var head = new SwinFaceHead([FaceTasks.AgeMorph2], inputDim: 6, numLevels: 1, dim: 16);
        // Many images: of a few, other tests that draw from the same generator may leave two alike.
        var levels = new[] { randn(64, 12, 6) };
        head.train();
        var first = head.call(levels, Grid, FaceTasks.AgeMorph2);
        var second = head.call(levels, Grid, FaceTasks.AgeMorph2);
        head.eval();
        var third = head.call(levels, Grid, FaceTasks.AgeMorph2);
        var fourth = head.call(levels, Grid, FaceTasks.AgeMorph2);

        Assert.True((first - second).abs().max().item<float>() > 0);
        TensorAssert.Close(third, fourth, 0);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        using var head = new SwinFaceHead([FaceTasks.AgeMorph2], inputDim: 6, numLevels: 2, dim: 16);
        var level = zeros(1, 12, 6);

        void Refuses(string message, Action act) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);

        Refuses("expected 2 levels, found 1", () => head.call([level], Grid, FaceTasks.AgeMorph2));
        Refuses(
            "expected 3 x 5 patch tokens, found 12",
            () => head.call([level, level], new(3, 5), FaceTasks.AgeMorph2));
        Refuses("no output for task 'age/utkface'", () => head.call([level, level], Grid, FaceTasks.AgeUtkFace));
        Refuses("dim 16 is no multiple of numLevels 3", () => new SwinFaceSubnet(6, 3, 16).Dispose());
        Refuses("dim 24 is no multiple of 16", () => new ChannelGate(24).Dispose());
    }
}
