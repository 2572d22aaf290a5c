using Faceptor.Core.Layers;
using Faceptor.Testing;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Layers;

[Collection(TorchGeneratorCollection.Name)]
public sealed class DropPathTests
{
    [Fact]
    public void Factors_keep_the_mean_of_each_branch()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);

        var factors = DropPath.Draw([0, 0.4], 20_000, CPU);

        Assert.Equal([2L, 20_000L], factors.shape);
        TensorAssert.Close(ones(20_000), factors[0], 0);
        Assert.Equal(1, factors[1].mean().item<float>(), 0.03f);
        TensorAssert.Close(tensor(new[] { 0, (float)(1 / 0.6) }), factors[1].unique().output, 0);
    }

    [Fact]
    public void A_seed_decides_what_is_dropped()
    {
        using var scope = NewDisposeScope();

        manual_seed(7);
        var first = DropPath.Draw([0.5, 0.5], 32, CPU);
        manual_seed(7);
        var again = DropPath.Draw([0.5, 0.5], 32, CPU);
        var next = DropPath.Draw([0.5, 0.5], 32, CPU);

        TensorAssert.Same(first, again);
        Assert.False(next.equal(first).all().item<bool>());
    }

    [Fact]
    public void A_dropped_sample_loses_its_whole_branch()
    {
        using var scope = NewDisposeScope();
        var branch = randn(2, 3, 4);

        var kept = DropPath.Apply(branch, tensor(new[] { 0f, 2f }));

        TensorAssert.Close(zeros(3, 4), kept[0], 0);
        TensorAssert.Close(branch[1] * 2, kept[1], 0);
    }

    [Fact]
    public void Sizes_and_rates_that_cannot_be_are_refused()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ArgumentOutOfRangeException>(() => DropPath.Draw([1.0], 2, CPU));
        Assert.Throws<ArgumentOutOfRangeException>(() => DropPath.Draw([-0.1], 2, CPU));
        var error = Assert.Throws<ArgumentException>(() => DropPath.Apply(randn(3, 2), ones(2)));
        Assert.Contains("expected a first dimension of 2, found [3, 2]", error.Message, StringComparison.Ordinal);
    }
}
