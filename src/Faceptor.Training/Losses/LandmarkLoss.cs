using Faceptor.Core.Heads;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>Loss of landmark tasks: how far the points are, plus how wrong the heatmaps are.</summary>
/// <remarks>
/// Paper: Eq. 9, with <see cref="LandmarkObjective.Disc"/>. Differs from the paper unless that is chosen: the distance
/// is Euclidean instead of L1 and the heatmap's target is a Gaussian cut at the radius instead of a 0/1 disc (released
/// configuration).
/// </remarks>
internal static class LandmarkLoss
{
    /// <summary>Side of the target map in pixels that the paper trains with.</summary>
    public const int DefaultTargetSidePx = 128;

    private const double RadiusPx = 5.0;
    private const double Decay = 8.0 / (RadiusPx * RadiusPx);

    /// <summary>The whole loss: <see cref="PointDistance"/> plus <see cref="MapCrossEntropy"/>.</summary>
    /// <param name="logits">Heatmaps before the sigmoid [B, K, H, W]; not disposed here.</param>
    /// <param name="points">True points (x, y) [B, K, 2] in [0, 1]; not disposed here.</param>
    /// <param name="targetSidePx">Side of the target map in pixels.</param>
    /// <param name="objective">Form of target and distance.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor Compute(
        Tensor logits,
        Tensor points,
        int targetSidePx = DefaultTargetSidePx,
        LandmarkObjective objective = LandmarkObjective.Gaussian)
    {
        using var scope = NewDisposeScope();
        var distance = PointDistance(logits, points, objective);
        return distance.Plus(MapCrossEntropy(logits, points, targetSidePx, objective)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Mean distance between the decoded and the true points, in shares of the image's side: Euclidean, or L1, which
    /// is the sum over x and y.
    /// </summary>
    /// <param name="logits">Heatmaps before the sigmoid [B, K, H, W]; not disposed here.</param>
    /// <param name="points">True points (x, y) [B, K, 2] in [0, 1]; not disposed here.</param>
    /// <param name="objective">Which distance.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor PointDistance(
        Tensor logits, Tensor points, LandmarkObjective objective = LandmarkObjective.Gaussian)
    {
        LossGuard.Points(logits, points);
        using var scope = NewDisposeScope();
        var offsets = HeatmapDecoding.CenterOfMass(logits).Minus(points);                              // [B, K, 2]
        if (objective == LandmarkObjective.Disc)
        {
            return offsets.abs().sum(-1).mean().MoveToOuterDisposeScope();
        }

        // The floor keeps the root's gradient finite when a point is hit exactly; it moves the loss by less than 1e-10.
        var squared = offsets.Squared().sum(-1).AtLeast(1e-20);                                  // [B, K]
        return squared.sqrt().mean().MoveToOuterDisposeScope();
    }

    /// <summary>Mean binary cross-entropy of the heatmaps against <see cref="TargetMap"/>.</summary>
    /// <param name="logits">
    /// Heatmaps before the sigmoid [B, K, H, W], resized bilinearly when H or W is not the target's side; not disposed
    /// here.
    /// </param>
    /// <param name="points">True points (x, y) [B, K, 2] in [0, 1]; not disposed here.</param>
    /// <param name="targetSidePx">Side of the target map in pixels.</param>
    /// <param name="objective">Form of target and distance.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public static Tensor MapCrossEntropy(
        Tensor logits,
        Tensor points,
        int targetSidePx = DefaultTargetSidePx,
        LandmarkObjective objective = LandmarkObjective.Gaussian)
    {
        LossGuard.Points(logits, points);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetSidePx);
        using var scope = NewDisposeScope();
        var resized = MapResizing.Bilinear(logits, targetSidePx, targetSidePx);                   // [B, K, T, T]
        var target = TargetMap(points, targetSidePx, objective);                                  // [B, K, T, T]
        return nn.functional.binary_cross_entropy_with_logits(resized, target).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The maps that the heatmaps should show: exp(-8 r² / 25), or 1 for the disc, up to r = 5 pixels from the point,
    /// 0 farther away.
    /// </summary>
    /// <param name="points">True points (x, y) [B, K, 2] in [0, 1]; not disposed here.</param>
    /// <param name="sidePx">Side T of the maps in pixels.</param>
    /// <param name="objective">Gaussian or disc.</param>
    /// <returns>Maps [B, K, T, T] in [0, 1], owned by the caller.</returns>
    public static Tensor TargetMap(
        Tensor points, int sidePx, LandmarkObjective objective = LandmarkObjective.Gaussian)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        using var scope = NewDisposeScope();
        var pixels = points.Times(sidePx).Plus(-0.5);                                                       // [B, K, 2]
        var places = TensorArithmetic.CountUp(sidePx, points);                  // [T]
        var dx2 = places.Minus(pixels.narrow(-1, 0, 1)).Squared();                                    // [B, K, T]
        var dy2 = places.Minus(pixels.narrow(-1, 1, 1)).Squared();                                    // [B, K, T]
        var distance2 = dx2.unsqueeze(-2).Plus(dy2.unsqueeze(-1));                                    // [B, K, T, T]
        var inside = distance2.IsAtMost(RadiusPx * RadiusPx);
        if (objective == LandmarkObjective.Disc)
        {
            return inside.to_type(points.dtype).MoveToOuterDisposeScope();
        }

        return distance2.Times(-Decay).exp_().mul_(inside).MoveToOuterDisposeScope();
    }
}

/// <summary>What landmark tasks are trained towards.</summary>
public enum LandmarkObjective
{
    /// <summary>
    /// A heatmap that falls off as a Gaussian and ends at the radius, and points at a small Euclidean distance.
    /// Released configuration.
    /// </summary>
    Gaussian,

    /// <summary>
    /// A heatmap that is 1 within the radius and 0 outside, and points at a small L1 distance. Paper: Eq. 9. Differs
    /// from the paper: the mean over the landmarks instead of their sum, so that the weights of Table 2 mean the same
    /// for both, and a radius in pixels of the target map instead of the image, as in the released configuration.
    /// </summary>
    Disc,
}
