using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Layers;

public sealed class SineEncodingTests
{
    [Fact]
    public void Features_follow_the_formula()
    {
        using var scope = NewDisposeScope();

        var code = SineEncoding.Encode(new PatchGrid(3, 2), 16, CPU);

        // Row 2, column 1: token 2 * 2 + 1. v = 2.5 / 3 first, u = 1.5 / 2 second; eight features each.
        var (v, u) = (2 * Math.PI * 2.5 / 3, 2 * Math.PI * 1.5 / 2);
        Assert.Equal([6L, 16L], code.shape);
        Assert.Equal((float)Math.Sin(v), code[5, 0].item<float>(), 1e-6f);
        Assert.Equal((float)Math.Cos(v), code[5, 1].item<float>(), 1e-6f);
        Assert.Equal((float)Math.Sin(v / Math.Pow(10000, 2.0 / 8)), code[5, 2].item<float>(), 1e-6f);
        Assert.Equal((float)Math.Cos(u / Math.Pow(10000, 6.0 / 8)), code[5, 15].item<float>(), 1e-6f);
    }

    [Fact]
    public void Sizes_that_do_not_split_into_four_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SineEncoding.Encode(new PatchGrid(2, 2), 18, CPU));
    }
}
