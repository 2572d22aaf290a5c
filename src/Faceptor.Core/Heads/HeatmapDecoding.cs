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
        var (x, y, _) = Moments(logits.sigmoid());
        return stack([x.Plus(0.5).Times(1.0 / logits.size(3)), y.Plus(0.5).Times(1.0 / logits.size(2))], -1)
            .MoveToOuterDisposeScope();                                                     // [B, K, 2]
    }

    /// <summary>How peaked heatmaps are: 1 less the deviation around the point as a share of an even map's.</summary>
    /// <param name="logits">Heatmaps before the sigmoid [B, K, H, W]; not disposed here.</param>
    /// <returns>1 for a map of one place, 0 for one that is the same everywhere or worse [B, K]; owned by the caller.</returns>
    /// <remarks>Our choice; with the sigmoid of <see cref="CenterOfMass"/>, whose mass is the map's.</remarks>
    public static Tensor Peaks(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = NewDisposeScope();
        var (height, width) = (logits.size(2), logits.size(3));
        var even = ((width * width) + (height * height) - 2) / 12.0;
        var (_, _, variance) = Moments(logits.sigmoid());
        var share = variance.Times(1 / Math.Max(even, 1)).AtLeast(0).sqrt();
        return share.Times(-1).Plus(1).AtLeast(0).MoveToOuterDisposeScope();
    }

    // Middle and variance of maps [B, K, H, W] in pixels, each [B, K].
    private static (Tensor X, Tensor Y, Tensor Variance) Moments(Tensor mass)
    {
        var total = mass.sum(stackalloc long[] { 2, 3 }).AtLeast(1e-6);                     // [B, K]
        var columns = TensorArithmetic.CountUp(mass.size(3), mass);                         // [W]
        var rows = TensorArithmetic.CountUp(mass.size(2), mass);                            // [H]
        var (ofColumns, ofRows) = (mass.sum(2), mass.sum(3));                               // [B, K, W], [B, K, H]
        var x = (ofColumns * columns).sum(-1) / total;
        var y = (ofRows * rows).sum(-1) / total;
        var fromX = columns.Minus(x.unsqueeze(-1)).Squared();                               // [B, K, W]
        var fromY = rows.Minus(y.unsqueeze(-1)).Squared();                                  // [B, K, H]
        var variance = ((ofColumns * fromX).sum(-1) + (ofRows * fromY).sum(-1)) / total;
        return (x, y, variance);
    }
}
