using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

public sealed class TensorArithmeticTests
{
    [Fact]
    public void Sums_and_products_equal_the_operators()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn(3, 4), randn(4));

        TensorAssert.Close(a + b, a.Plus(b), 0);
        TensorAssert.Close(a - b, a.Minus(b), 1e-6);
        TensorAssert.Close(a + 0.5, a.Plus(0.5), 0);
        TensorAssert.Close(a * 1.7, a.Times(1.7), 0);
        TensorAssert.Close(a.clamp_min(0.1), a.AtLeast(0.1), 0);
        Assert.True(a.ge(0.1).eq(a.IsAtLeast(0.1)).all().item<bool>());
        Assert.True(a.le(0.1).eq(a.IsAtMost(0.1)).all().item<bool>());
        TensorAssert.Close(arange(5).to(ScalarType.Float32), TensorArithmetic.CountUp(5, a), 0);
        TensorAssert.Close(tensor(new[] { 0f, 1, 4, 9 }), arange(4).to(ScalarType.Float32).Squared(), 0);
    }

    /// <summary>
    /// With TorchSharp's own operators this ends in an exception or a wrong sum when a collection falls into a call.
    /// </summary>
    [Fact]
    public void Numbers_survive_collections_on_other_threads()
    {
        using var stop = new CancellationTokenSource();
        var collector = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
            },
            TestContext.Current.CancellationToken);
        using var one = ones(64, 64);

        for (var round = 0; round < 2_000; round++)
        {
            using var scope = NewDisposeScope();
            Assert.Equal(3, one.Times(2).Plus(one).Plus(0).mean().item<float>());
        }

        stop.Cancel();
        Assert.False(collector.IsFaulted);
    }
}
