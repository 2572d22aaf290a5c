using System.Numerics;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation;

/// <summary>How far the dense tasks rotate, scale and shift the aligned face in training.</summary>
/// <param name="ShiftRatio">Largest shift along x and along y, as a share of the side; always uniform.</param>
/// <param name="RotationRadians">Largest rotation either way; of a normal one the standard deviation.</param>
/// <param name="MeanScale">The scale in testing, and the middle of those in training.</param>
/// <param name="ScaleRadius">
/// Largest distance of the scale from its middle; of a normal one the standard deviation.
/// </param>
/// <remarks>Released configuration.</remarks>
internal sealed record RandomAffine(double ShiftRatio, double RotationRadians, double MeanScale, double ScaleRadius)
{
    /// <summary>300W, WFLW and COFW: the box shrinks to 0.8 of the side.</summary>
    public static RandomAffine Landmarks { get; } =
        new(0.05, 0.174, FaceFraming.SquareLandmarkBox.BoxRatio, 0.1);

    /// <summary>Parsing: rotation and scale normal.</summary>
    public static RandomAffine Parsing { get; } = new(0.01, 0.314, 1, 0.1) { IsNormal = true };

    /// <summary>Whether rotation and scale come from normal distributions instead of uniform ones.</summary>
    public bool IsNormal { get; init; }

    /// <summary>The range of a landmark or parsing task.</summary>
    /// <param name="task">The task; the mean scale of landmarks is that of its framing.</param>
    public static RandomAffine For(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Framing.Kind == FramingKind.LandmarkBox
            ? Landmarks with { MeanScale = task.Framing.BoxRatio }
            : Parsing;
    }

    /// <summary>The middle of the range: what testing applies.</summary>
    /// <param name="sidePx">Side of the aligned image in pixels.</param>
    public AffineTransform Mean(int sidePx) => AffineTransform.Jitter(0, MeanScale, Vector2.Zero, Center(sidePx));

    /// <summary>
    /// Draws rotation, scale, shift along x, shift along y, in this order; normal ones take two draws each.
    /// </summary>
    /// <param name="sidePx">Side of the aligned image in pixels.</param>
    /// <param name="random">Source of the draws.</param>
    public AffineTransform Draw(int sidePx, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var rotation = IsNormal ? RotationRadians * random.NextNormal() : random.NextAround(0, RotationRadians);
        var scale = IsNormal
            ? MeanScale + (ScaleRadius * random.NextNormal())
            : random.NextAround(MeanScale, ScaleRadius);
        var shiftX = random.NextAround(0, ShiftRatio * sidePx);
        var shiftY = random.NextAround(0, ShiftRatio * sidePx);
        return AffineTransform.Jitter(rotation, scale, new Vector2((float)shiftX, (float)shiftY), Center(sidePx));
    }

    private static Vector2 Center(int sidePx) => new((sidePx - 1) / 2f);
}
