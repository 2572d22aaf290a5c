using System.Collections.Immutable;
using System.Numerics;

namespace Faceptor.Data.Geometry;

/// <summary>
/// Where five points of an aligned face lie: left eye, right eye, nose tip, left and right mouth corner, as the viewer
/// sees them.
/// </summary>
public sealed class AlignmentTemplate
{
    /// <summary>Number of points.</summary>
    public const int NumPoints = 5;

    private AlignmentTemplate(string name, int width, int height, ImmutableArray<Vector2> pointsPx)
    {
        Name = name;
        WidthPx = width;
        HeightPx = height;
        Points = [.. pointsPx.Select(point => new Vector2(point.X / width, point.Y / height))];
    }

    /// <summary>ArcFace's square framing: what identity, age, expression and attribute models are used to.</summary>
    public static AlignmentTemplate ArcFace { get; } = new("ArcFace", 112, 112,
    [
        new(38.2946f, 51.6963f),
        new(73.5318f, 51.5014f),
        new(56.0252f, 71.7366f),
        new(41.5493f, 92.3655f),
        new(70.7299f, 92.2041f),
    ]);

    /// <summary>CelebA's aligned pictures, 178 x 218.</summary>
    /// <remarks>Our choice: typical places, rounded to pixels; the distribution aligns by the eyes.</remarks>
    public static AlignmentTemplate CelebA { get; } = new("CelebA", 178, 218,
    [
        new(69, 111), new(107, 111), new(88, 136), new(73, 152), new(105, 152),
    ]);

    /// <summary>CelebA-HQ's framing, 1024 x 1024, with hair and shoulders.</summary>
    /// <remarks>Our choice: typical places; single pictures differ by a few per cent of the side.</remarks>
    public static AlignmentTemplate CelebAHq { get; } = new("CelebA-HQ", 1024, 1024,
    [
        new(386, 478), new(638, 478), new(512, 612), new(410, 735), new(614, 735),
    ]);

    /// <summary>LaPa's framing, 512 x 512: the face in the middle, smaller than its surroundings.</summary>
    /// <remarks>Released configuration; brought to other sizes by <see cref="AlignCenters"/>.</remarks>
    public static AlignmentTemplate LaPa { get; } = new("LaPa", 512, 512,
    [
        new(196, 226), new(316, 226), new(256, 286), new(220, 360.4f), new(292, 360.4f),
    ]);

    /// <summary>The framing's usual name.</summary>
    public string Name { get; }

    /// <summary>The framing's own width in pixels.</summary>
    public int WidthPx { get; }

    /// <summary>The framing's own height in pixels.</summary>
    public int HeightPx { get; }

    /// <summary>The five points as fractions of width and height, (x, y) in [0, 1].</summary>
    public ImmutableArray<Vector2> Points { get; }

    /// <summary>The five points in a picture of a given size.</summary>
    /// <param name="widthPx">Width in pixels.</param>
    /// <param name="heightPx">Height in pixels.</param>
    /// <returns>(x, y) in pixels.</returns>
    public ImmutableArray<Vector2> PointsPx(int widthPx, int heightPx) =>
        [.. Points.Select(point => new Vector2(point.X * widthPx, point.Y * heightPx))];

    /// <summary>
    /// Like <see cref="Align"/>, but with a square framing's corners on the centres of the corner pixels: a point p of
    /// the template goes to p / width * (side - 1).
    /// </summary>
    /// <param name="facePoints">The five points of the face, (x, y) in pixels of its picture.</param>
    /// <param name="sidePx">Side of the aligned picture in pixels.</param>
    /// <exception cref="ArgumentException">There are not five points, or they all lie in one place.</exception>
    /// <remarks>Released configuration: how LaPa's faces are aligned.</remarks>
    public AffineTransform AlignCenters(ReadOnlySpan<Vector2> facePoints, int sidePx) =>
        AffineTransform.Similarity(facePoints, PointsPx(sidePx - 1, sidePx - 1).AsSpan());

    /// <summary>The rotation, scale and shift that bring a face into this framing.</summary>
    /// <param name="facePoints">The five points of the face, (x, y) in pixels of its picture.</param>
    /// <param name="widthPx">Width of the aligned picture in pixels.</param>
    /// <param name="heightPx">Height of the aligned picture in pixels.</param>
    /// <exception cref="ArgumentException">There are not five points, or they all lie in one place.</exception>
    public AffineTransform Align(ReadOnlySpan<Vector2> facePoints, int widthPx, int heightPx) =>
        AffineTransform.Similarity(facePoints, PointsPx(widthPx, heightPx).AsSpan());
}
