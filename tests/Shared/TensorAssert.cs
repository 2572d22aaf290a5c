using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Testing;

/// <summary>Comparisons of tensors that tell how far apart they are, and a check that nothing leaks.</summary>
internal static class TensorAssert
{
    public static void Close(Tensor expected, Tensor actual, double tolerance, string name = "tensor")
    {
        Assert.Equal(expected.shape, actual.shape);
        if (expected.numel() == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var difference = (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().item<double>();
        Assert.True(difference <= tolerance, $"{name}: differs by {difference:G4}, allowed {tolerance:G4}");
    }

    /// <summary>Equal type, shape and bytes.</summary>
    public static void Same(Tensor expected, Tensor actual, string name = "tensor")
    {
        using var scope = NewDisposeScope();
        Assert.True(expected.dtype == actual.dtype, $"{name}: expected {expected.dtype}, came {actual.dtype}");
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(
            expected.numel() == 0 || expected.contiguous().bytes.SequenceEqual(actual.contiguous().bytes),
            $"{name}: the bytes differ");
    }

    /// <summary>Live tensors that a step adds on this thread when it runs a second time.</summary>
    public static long LiveDelta(Action step)
    {
        using (NewDisposeScope())
        {
            step();
        }

        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        {
            step();
        }

        return DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - before;
    }
}
