using Faceptor.Core.Heads;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>Loss of landmark tasks: how far the points are, plus how wrong the heatmaps are.</summary>
/// <remarks>
/// Paper: Eq. 9. Differs from the paper: the distance is Euclidean instead of L1 and the heatmap's target is a Gaussian
/// cut at the radius instead of a 0/1 disc (released configuration).
/// </remarks>
public static class LandmarkLoss
{
    /// <summary>Side of the target map in pixels that the paper trains with.</summary>
    public const int DefaultTargetSidePx = 128;

    private const double RadiusPx = 5.0;
    private const double Decay = 8.0 / (RadiusPx * RadiusPx);

    /// <summary>The whole loss: <see cref="PointDistance"/> plus <see cref="MapCrossEntropy"/>.</summary>
    /// <param name="logits">Heatmaps before the sigmoid [B, K, H, W]; not disposed here.</param>
    /// <param name="points">True points (x, y) [B, K, 2] in [0, 1]; not disposed here.</param>
    /// <param name="targetSidePx">Side of the target map in pixels.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Compute(Tensor logits, Tensor points, int targetSidePx = DefaultTargetSidePx)
    {
        using var scope = NewDisposeScope();
        var distance = PointDistance(logits, points);
        return (distance + MapCrossEntropy(logits, points, targetSidePx)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Mean Euclidean distance between the decoded and the true points, in shares of the picture's side.
    /// </summary>
    /// <param name="logits">Heatmaps before the sigmoid [B, K, H, W]; not disposed here.</param>
    /// <param name="points">True points (x, y) [B, K, 2] in [0, 1]; not disposed here.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor PointDistance(Tensor logits, Tensor points)
    {
        LossGuard.Points(logits, points);
        using var scope = NewDisposeScope();
        var offsets = HeatmapDecoding.CenterOfMass(logits) - points;                              // [B, K, 2]

        // The floor keeps the root's gradient finite when a point is hit exactly; it moves the loss by less than 1e-10.
        var squared = offsets.square().sum(-1).clamp_min(1e-20);                                  // [B, K]
        return squared.sqrt().mean().MoveToOuterDisposeScope();
    }

    /// <summary>Mean binary cross-entropy of the heatmaps against <see cref="TargetMap"/>.</summary>
    /// <param name="logits">
    /// Heatmaps before the sigmoid [B, K, H, W], resized bilinearly when H or W is not the target's side; not disposed
    /// here.
    /// </param>
    /// <param name="points">True points (x, y) [B, K, 2] in [0, 1]; not disposed here.</param>
    /// <param name="targetSidePx">Side of the target map in pixels.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor MapCrossEntropy(Tensor logits, Tensor points, int targetSidePx = DefaultTargetSidePx)
    {
        LossGuard.Points(logits, points);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetSidePx);
        using var scope = NewDisposeScope();
        var resized = MapResizing.Bilinear(logits, targetSidePx, targetSidePx);                   // [B, K, T, T]
        var target = TargetMap(points, targetSidePx);                                             // [B, K, T, T]
        return nn.functional.binary_cross_entropy_with_logits(resized, target).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The maps that the heatmaps should show: exp(-8 r² / 25) up to r = 5 pixels from the point, 0 farther away.
    /// </summary>
    /// <param name="points">True points (x, y) [B, K, 2] in [0, 1]; not disposed here.</param>
    /// <param name="sidePx">Side T of the maps in pixels.</param>
    /// <returns>Maps [B, K, T, T] in [0, 1], owned by the caller.</returns>
    public static Tensor TargetMap(Tensor points, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        using var scope = NewDisposeScope();
        var pixels = points * sidePx - 0.5;                                                       // [B, K, 2]
        var places = arange(sidePx, dtype: points.dtype, device: points.device);                  // [T]
        var dx2 = (places - pixels.narrow(-1, 0, 1)).square();                                    // [B, K, T]
        var dy2 = (places - pixels.narrow(-1, 1, 1)).square();                                    // [B, K, T]
        var distance2 = dx2.unsqueeze(-2) + dy2.unsqueeze(-1);                                    // [B, K, T, T]
        var inside = distance2.le(RadiusPx * RadiusPx);
        return distance2.mul_(-Decay).exp_().mul_(inside).MoveToOuterDisposeScope();
    }
}
