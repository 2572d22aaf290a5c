using Faceptor.Core.Tensors;

namespace Faceptor.Core.Tests.Tensors;

public sealed class AutocastScopeTests
{
    [Fact]
    public void Scopes_nest_and_give_way_to_what_was_before()
    {
        Assert.Equal(ComputePrecision.Float32, AutocastScope.Current);
        using (AutocastScope.Enter(ComputePrecision.BFloat16))
        {
            using (AutocastScope.Enter(ComputePrecision.Float16))
            {
                Assert.Equal(ComputePrecision.Float16, AutocastScope.Current);
            }

            using (AutocastScope.Enter(ComputePrecision.Float32))
            {
                Assert.Equal(ComputePrecision.Float32, AutocastScope.Current);
            }

            Assert.Equal(ComputePrecision.BFloat16, AutocastScope.Current);
        }

        Assert.Equal(ComputePrecision.Float32, AutocastScope.Current);
    }

    [Fact]
    public void An_outer_scope_cannot_be_left_before_an_inner_one()
    {
        var outer = AutocastScope.Enter(ComputePrecision.BFloat16);
        var inner = AutocastScope.Enter(ComputePrecision.Float16);

        var error = Assert.Throws<InvalidOperationException>(outer.Dispose);

        Assert.Contains("BFloat16 scope is not the innermost one", error.Message, StringComparison.Ordinal);
        inner.Dispose();
        outer.Dispose();
        outer.Dispose();
        Assert.Equal(ComputePrecision.Float32, AutocastScope.Current);
    }

    [Fact]
    public void A_scope_belongs_to_its_thread()
    {
        using var scope = AutocastScope.Enter(ComputePrecision.BFloat16);
        var elsewhere = ComputePrecision.Float16;

        var thread = new Thread(() => elsewhere = AutocastScope.Current);
        thread.Start();
        thread.Join();

        Assert.Equal(ComputePrecision.Float32, elsewhere);
    }

    [Fact]
    public void An_unknown_precision_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => AutocastScope.Enter((ComputePrecision)9));

        Assert.Contains("one of Float32, BFloat16, Float16, got 9", error.Message, StringComparison.Ordinal);
        Assert.Equal(ComputePrecision.Float32, AutocastScope.Current);
    }
}
