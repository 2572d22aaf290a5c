using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Layers;

[Collection(TorchGeneratorCollection.Name)]
public sealed class DropPathTests
{
    [Theory]
    [InlineData(DropPathMode.Samples, new[] { 2L, 20_000L, 1L })]
    [InlineData(DropPathMode.TokenPositions, new[] { 2L, 1L, 20_000L })]
    public void Factors_keep_the_mean_of_each_branch(DropPathMode mode, long[] shape)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);

        var factors = mode == DropPathMode.Samples
            ? DropPath.Draw([0, 0.4], mode, numSamples: 20_000, numTokens: 7, CPU)
            : DropPath.Draw([0, 0.4], mode, numSamples: 7, numTokens: 20_000, CPU);

        Assert.Equal(shape, factors.shape);
        TensorAssert.Close(ones(20_000), factors[0].flatten(), 0);
        Assert.Equal(1, factors[1].mean().item<float>(), 0.03f);
        TensorAssert.Close(tensor(new[] { 0, (float)(1 / 0.6) }), factors[1].unique().output, 0);
    }

    [Fact]
    public void A_seed_decides_what_is_dropped()
    {
        using var scope = NewDisposeScope();

        manual_seed(7);
        var first = DropPath.Draw([0.5, 0.5], DropPathMode.Samples, 32, 1, CPU);
        manual_seed(7);
        var again = DropPath.Draw([0.5, 0.5], DropPathMode.Samples, 32, 1, CPU);
        var next = DropPath.Draw([0.5, 0.5], DropPathMode.Samples, 32, 1, CPU);

        TensorAssert.Same(first, again);
        Assert.False(next.equal(first).all().item<bool>());
    }

    [Fact]
    public void A_dropped_sample_loses_its_whole_branch()
    {
        using var scope = NewDisposeScope();
        var branch = randn(2, 3, 4);

        var kept = DropPath.Apply(branch, tensor(new[] { 0f, 2f }).unsqueeze(1));

        TensorAssert.Close(zeros(3, 4), kept[0], 0);
        TensorAssert.Close(branch[1] * 2, kept[1], 0);
    }

    [Fact]
    public void A_dropped_position_loses_its_branch_in_all_samples()
    {
        using var scope = NewDisposeScope();
        var branch = randn(2, 3, 4);

        var kept = DropPath.Apply(branch, tensor(new[] { 2f, 0f, 2f }).unsqueeze(0));

        TensorAssert.Close(zeros(2, 4), kept[TensorIndex.Colon, 1], 0);
        TensorAssert.Close(branch[TensorIndex.Colon, 0] * 2, kept[TensorIndex.Colon, 0], 0);
        TensorAssert.Close(branch[TensorIndex.Colon, 2] * 2, kept[TensorIndex.Colon, 2], 0);
    }

    [Fact]
    public void Sizes_and_rates_that_cannot_be_are_refused()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ArgumentOutOfRangeException>(() => DropPath.Draw([1.0], DropPathMode.Samples, 2, 2, CPU));
        Assert.Throws<ArgumentOutOfRangeException>(() => DropPath.Draw([-0.1], DropPathMode.Samples, 2, 2, CPU));
        var error = Assert.Throws<ArgumentException>(() => DropPath.Apply(randn(3, 2, 4), ones(2, 1)));
        Assert.Contains("expected factors [3, 1] or [1, 2], got [2, 1]", error.Message, StringComparison.Ordinal);
    }
}
