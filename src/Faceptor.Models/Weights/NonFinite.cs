using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>Counts numbers that are none: not a number, or infinite.</summary>
internal static class NonFinite
{
    /// <summary>How many a tensor holds.</summary>
    /// <param name="tensor">A tensor of any type; not disposed here.</param>
    public static long Count(Tensor tensor)
    {
        if (!tensor.is_floating_point() || tensor.numel() == 0)
        {
            return 0;
        }

        using var scope = NewDisposeScope();
        // One such number makes the sum one, in a single pass without memory. The sum of sound numbers may be too large
        // for its type too, so that it is only a reason to count.
        return tensor.sum(ScalarType.Float32).isfinite().item<bool>()
            ? 0
            : tensor.isfinite().logical_not().sum().item<long>();
    }
}
