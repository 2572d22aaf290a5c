using Faceptor.Core.Tensors;

namespace Faceptor.Core.Tests.Tensors;

public sealed class MixedPrecisionTests
{
    [Fact]
    public void Scopes_nest_and_give_way_to_what_was_before()
    {
        Assert.Equal(ComputePrecision.Float32, MixedPrecision.Current);
        using (MixedPrecision.Enter(ComputePrecision.BFloat16))
        {
            using (MixedPrecision.Enter(ComputePrecision.Float16))
            {
                Assert.Equal(ComputePrecision.Float16, MixedPrecision.Current);
            }

            using (MixedPrecision.Enter(ComputePrecision.Float32))
            {
                Assert.Equal(ComputePrecision.Float32, MixedPrecision.Current);
            }

            Assert.Equal(ComputePrecision.BFloat16, MixedPrecision.Current);
        }

        Assert.Equal(ComputePrecision.Float32, MixedPrecision.Current);
    }

    [Fact]
    public void An_outer_scope_cannot_be_left_before_an_inner_one()
    {
        var outer = MixedPrecision.Enter(ComputePrecision.BFloat16);
        var inner = MixedPrecision.Enter(ComputePrecision.Float16);

        var error = Assert.Throws<InvalidOperationException>(outer.Dispose);

        Assert.Contains("BFloat16 scope is not the innermost one", error.Message, StringComparison.Ordinal);
        inner.Dispose();
        outer.Dispose();
        outer.Dispose();
        Assert.Equal(ComputePrecision.Float32, MixedPrecision.Current);
    }

    [Fact]
    public void A_scope_belongs_to_its_thread()
    {
        using var scope = MixedPrecision.Enter(ComputePrecision.BFloat16);
        var elsewhere = ComputePrecision.Float16;

        var thread = new Thread(() => elsewhere = MixedPrecision.Current);
        thread.Start();
        thread.Join();

        Assert.Equal(ComputePrecision.Float32, elsewhere);
    }

    [Fact]
    public void An_unknown_precision_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => MixedPrecision.Enter((ComputePrecision)9));

        Assert.Contains("one of Float32, BFloat16, Float16, 9 came", error.Message, StringComparison.Ordinal);
        Assert.Equal(ComputePrecision.Float32, MixedPrecision.Current);
    }
}
