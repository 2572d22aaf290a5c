using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads;

/// <summary>From landmark heatmaps to points.</summary>
internal static class HeatmapDecoding
{
    /// <summary>Points as the centres of mass of the activated heatmaps.</summary>
    /// <param name="logits">Heatmaps before the sigmoid [B, K, H, W]; not disposed here.</param>
    /// <returns>
    /// Points (x, y) [B, K, 2] in [0, 1], where the centre of pixel p lies at (p + 0.5) / size; owned by the caller.
    /// </returns>
    /// <remarks>Released configuration: sigmoid, mass clamped at 1e-6.</remarks>
    public static Tensor CenterOfMass(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = NewDisposeScope();
        var height = logits.size(2);
        var width = logits.size(3);
        var mass = logits.sigmoid();                                                        // [B, K, H, W]
        var total = mass.sum(stackalloc long[] { 2, 3 }).AtLeast(1e-6);                     // [B, K]
        var columns = TensorArithmetic.CountUp(width, mass);                                // [W]
        var rows = TensorArithmetic.CountUp(height, mass);                                  // [H]
        var x = ((mass.sum(2) * columns).sum(-1) / total).Plus(0.5).Times(1.0 / width);     // [B, K]
        var y = ((mass.sum(3) * rows).sum(-1) / total).Plus(0.5).Times(1.0 / height);       // [B, K]
        return stack([x, y], -1).MoveToOuterDisposeScope();                                 // [B, K, 2]
    }

    /// <summary>How high heatmaps rise: what the network gives the place that it holds for likeliest.</summary>
    /// <param name="logits">Heatmaps before the sigmoid [B, K, H, W]; not disposed here.</param>
    /// <returns>From 0 to 1; training teaches 1 at the point and 0 far from it [B, K]; owned by the caller.</returns>
    public static Tensor Peaks(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = NewDisposeScope();
        return logits.amax([2, 3]).sigmoid().MoveToOuterDisposeScope();
    }
}
