using static TorchSharp.torch;

namespace Faceptor.Distributed.Tests;

public sealed class TreeSumTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Parts_of_the_addends_summed_apart_and_together_give_the_same_bits(int numRanks)
    {
        using var scope = NewDisposeScope();
        using var seed = new Generator(3);
        Tensor[] addends = [.. Enumerable.Range(0, 8).Select(_ => randn(1_000, generator: seed))];
        using var whole = Sum(addends);
        using var together = Sum([.. addends.Chunk(8 / numRanks).Select(Sum)]);
        using var sequential = addends.Skip(1).Aggregate(addends[0], (sum, addend) => sum + addend);

        Assert.Equal(whole.data<float>().ToArray(), together.data<float>().ToArray());
        Assert.NotEqual(whole.data<float>().ToArray(), sequential.data<float>().ToArray());
    }

    [Fact]
    public void Any_number_of_addends_is_summed_and_the_tree_is_empty_afterwards()
    {
        using var scope = NewDisposeScope();
        using var tree = new TreeSum();
        for (var addend = 1; addend <= 7; addend++)
        {
            tree.Add(tensor((float)addend));
        }

        Assert.Equal(28f, tree.Take().item<float>());
        Assert.Equal(0, tree.Count);
        Assert.Throws<InvalidOperationException>(tree.Take);
    }

    private static Tensor Sum(Tensor[] addends)
    {
        using var tree = new TreeSum();
        Array.ForEach(addends, addend => tree.Add(addend.clone()));
        return tree.Take();
    }
}
