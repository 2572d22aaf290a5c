using System.Numerics;
using Faceptor.Core.Tasks;
using Faceptor.Data.Geometry;

namespace Faceptor.Data.Augmentation;

/// <summary>How far the dense tasks rotate, scale and shift the aligned face in training.</summary>
/// <param name="ShiftRatio">Largest shift along x and along y, as a share of the side.</param>
/// <param name="RotationRadians">Largest rotation either way.</param>
/// <param name="MeanScale">The scale in testing, and the middle of those in training.</param>
/// <param name="ScaleRadius">Largest distance of the scale from its middle.</param>
/// <remarks>Released configuration.</remarks>
public sealed record DenseJitter(double ShiftRatio, double RotationRadians, double MeanScale, double ScaleRadius)
{
    /// <summary>300W, WFLW and COFW: the box shrinks to 0.8 of the side.</summary>
    public static DenseJitter Landmarks { get; } = new(0.05, 0.174, 0.8, 0.1);

    /// <summary>AFLW-19: the box, wider around the face than the other sets', fills the side.</summary>
    public static DenseJitter LandmarksAflw19 { get; } = Landmarks with { MeanScale = 1 };

    /// <summary>Parsing.</summary>
    public static DenseJitter Parsing { get; } = new(0.01, 0.314, 1, 0.1);

    /// <summary>The range of a landmark or parsing task.</summary>
    /// <param name="task">The task; one with points or maps of its own gets the family's usual range.</param>
    public static DenseJitter For(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Equals(FaceTasks.LandmarksAflw19) ? LandmarksAflw19
            : task.Family == TaskFamily.Parsing ? Parsing
            : Landmarks;
    }

    /// <summary>The middle of the range: what testing applies.</summary>
    /// <param name="sidePx">Side of the aligned picture in pixels.</param>
    public AffineTransform Mean(int sidePx) => AffineTransform.Jitter(0, MeanScale, Vector2.Zero, Center(sidePx));

    /// <summary>
    /// Draws from the range, all parts uniformly: rotation, scale, shift along x, shift along y, in this order.
    /// </summary>
    /// <param name="sidePx">Side of the aligned picture in pixels.</param>
    /// <param name="random">Source of the draws.</param>
    public AffineTransform Draw(int sidePx, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var rotation = random.NextAround(0, RotationRadians);
        var scale = random.NextAround(MeanScale, ScaleRadius);
        var shiftX = random.NextAround(0, ShiftRatio * sidePx);
        var shiftY = random.NextAround(0, ShiftRatio * sidePx);
        return AffineTransform.Jitter(rotation, scale, new Vector2((float)shiftX, (float)shiftY), Center(sidePx));
    }

    private static Vector2 Center(int sidePx) => new((sidePx - 1) / 2f);
}
