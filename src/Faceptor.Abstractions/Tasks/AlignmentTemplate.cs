using System.Collections.Immutable;
using System.Numerics;

namespace Faceptor;

/// <summary>
/// Where five points of an aligned face lie on a canvas: left eye, right eye, nose tip, left and right mouth corner, as
/// the viewer sees them. Prediction warps faces onto these points, and synthetic faces are placed by them.
/// </summary>
public sealed class AlignmentTemplate
{
    /// <summary>Number of points.</summary>
    public const int NumPoints = 5;

    /// <summary>How much smaller than on ArcFace's canvas a face is on the canvas of a loose crop.</summary>
    public const float LooseScale = 0.9f;

    private readonly ImmutableArray<Vector2> _nativePointsPx;

    private AlignmentTemplate(string name, int width, int height, ImmutableArray<Vector2> pointsPx)
    {
        Name = name;
        WidthPx = width;
        HeightPx = height;
        _nativePointsPx = pointsPx;
        Points = [.. pointsPx.Select(point => new Vector2(point.X / width, point.Y / height))];
    }

    /// <summary>ArcFace's square canvas, 112 x 112: aligned faces of identity datasets.</summary>
    /// <remarks>Released configuration: the template of the published identity sets.</remarks>
    public static AlignmentTemplate ArcFace { get; } = new("ArcFace", 112, 112,
    [
        new(38.2946f, 51.6963f),
        new(73.5318f, 51.5014f),
        new(56.0252f, 71.7366f),
        new(41.5493f, 92.3655f),
        new(70.7299f, 92.2041f),
    ]);

    /// <summary>
    /// A face crop as age and expression sets have it, 112 x 112: ArcFace's points, centred and
    /// <see cref="LooseScale"/> times as far from each other.
    /// </summary>
    /// <remarks>Our choice; single datasets differ by some per cent of the side.</remarks>
    public static AlignmentTemplate LooseArcFace { get; } =
        new("loose ArcFace", 112, 112, Loosen(ArcFace.PointsPx(112, 112), 112));

    /// <summary>CelebA's aligned images, 178 x 218.</summary>
    /// <remarks>
    /// Typical places in pixels, as the literature aligns other faces like CelebA's; within 1.1 px of the means over the
    /// first hundred rows of the dataset's own list of aligned landmarks.
    /// </remarks>
    public static AlignmentTemplate CelebA { get; } = new("CelebA", 178, 218,
    [
        new(69, 111), new(108, 111), new(88, 136), new(72, 152), new(105, 152),
    ]);

    /// <summary>CelebA-HQ's canvas, 1024 x 1024, with hair and shoulders.</summary>
    /// <remarks>
    /// Our choice: typical places; single images differ by a few per cent of the side. The template that is in use for
    /// FFHQ, whose crops follow the same rule, has the nose still a little lower.
    /// </remarks>
    public static AlignmentTemplate CelebAHq { get; } = new("CelebA-HQ", 1024, 1024,
    [
        new(386, 478), new(638, 478), new(512, 616), new(410, 734.8f), new(614, 734.8f),
    ]);

    /// <summary>LaPa's canvas, 512 x 512: the face in the middle, smaller than its surroundings.</summary>
    /// <remarks>Released configuration; a point p goes to p / 512 * (side - 1) at other sizes.</remarks>
    public static AlignmentTemplate LaPa { get; } = new("LaPa", 512, 512,
    [
        new(196, 226), new(316, 226), new(256, 286), new(220, 360.4f), new(292, 360.4f),
    ]);

    /// <summary>The usual name.</summary>
    public string Name { get; }

    /// <summary>Width of the canvas in pixels.</summary>
    public int WidthPx { get; }

    /// <summary>Height of the canvas in pixels.</summary>
    public int HeightPx { get; }

    /// <summary>The five points as fractions of width and height, (x, y) in [0, 1].</summary>
    public ImmutableArray<Vector2> Points { get; }

    /// <summary>The five points on a canvas of a given size.</summary>
    /// <param name="widthPx">Width in pixels.</param>
    /// <param name="heightPx">Height in pixels.</param>
    /// <returns>(x, y) in pixels.</returns>
    public ImmutableArray<Vector2> PointsPx(int widthPx, int heightPx) =>
        widthPx == WidthPx && heightPx == HeightPx
            ? _nativePointsPx
            : [.. Points.Select(point => new Vector2(point.X * widthPx, point.Y * heightPx))];

    private static ImmutableArray<Vector2> Loosen(ImmutableArray<Vector2> points, int sidePx)
    {
        var middle = points.Aggregate(Vector2.Zero, (sum, point) => sum + point) / points.Length;
        return [.. points.Select(point => new Vector2((sidePx - 1) / 2f) + ((point - middle) * LooseScale))];
    }
}
