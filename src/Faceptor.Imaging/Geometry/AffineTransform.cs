using System.Numerics;

namespace Faceptor.Imaging.Geometry;

/// <summary>
/// Moves points of the plane: x' = XX x + XY y + XOffset, y' = YX x + YY y + YOffset. Pixel centres lie at whole
/// numbers.
/// </summary>
/// <param name="XX">Share of x in x'.</param>
/// <param name="XY">Share of y in x'.</param>
/// <param name="XOffset">Added to x', in pixels.</param>
/// <param name="YX">Share of x in y'.</param>
/// <param name="YY">Share of y in y'.</param>
/// <param name="YOffset">Added to y', in pixels.</param>
/// <remarks>
/// Released configuration: the order of the steps and the half pixel in <see cref="Crop"/> and <see cref="Scale"/>.
/// </remarks>
internal readonly record struct AffineTransform(
    double XX,
    double XY,
    double XOffset,
    double YX,
    double YY,
    double YOffset)
{
    /// <summary>Leaves every point where it is.</summary>
    public static AffineTransform Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>The area's growth; 0 when the plane collapses to a line, negative when it is mirrored.</summary>
    public double Determinant => (XX * YY) - (XY * YX);

    /// <summary>The transform back.</summary>
    /// <exception cref="InvalidOperationException">The plane collapses, so there is no way back.</exception>
    public AffineTransform Inverse
    {
        get
        {
            var determinant = Determinant;
            if (determinant == 0 || !double.IsFinite(determinant))
            {
                throw new InvalidOperationException($"a transform with determinant {determinant} has no inverse.");
            }

            var (xx, xy, yx, yy) = (YY / determinant, -XY / determinant, -YX / determinant, XX / determinant);
            return new AffineTransform(
                xx, xy, -((xx * XOffset) + (xy * YOffset)),
                yx, yy, -((yx * XOffset) + (yy * YOffset)));
        }
    }

    /// <summary>Maps a face box to a square image: the box's edges become the image's edges.</summary>
    /// <param name="box">The box in pixels.</param>
    /// <param name="sidePx">Side of the square in pixels.</param>
    /// <exception cref="ArgumentException">The box has no area.</exception>
    public static AffineTransform Crop(FaceBox box, int sidePx)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        var (width, height) = ((double)box.Right - box.Left, (double)box.Bottom - box.Top);
        if (!(width > 0 && height > 0 && double.IsFinite(width) && double.IsFinite(height)))
        {
            throw new ArgumentException(
                $"a face box has an area, this one is {width} x {height} pixels.", nameof(box));
        }

        var (xScale, yScale) = (sidePx / width, sidePx / height);
        return new AffineTransform(
            xScale, 0, (-box.Left * xScale) - 0.5,
            0, yScale, (-box.Top * yScale) - 0.5);
    }

    /// <summary>Maps the pixels of an image to those of the same image in another size.</summary>
    /// <param name="fromWidth">Width in pixels.</param>
    /// <param name="fromHeight">Height in pixels.</param>
    /// <param name="toWidth">New width in pixels.</param>
    /// <param name="toHeight">New height in pixels.</param>
    public static AffineTransform Scale(int fromWidth, int fromHeight, int toWidth, int toHeight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromHeight);
        var xScale = (double)toWidth / fromWidth;
        var yScale = (double)toHeight / fromHeight;
        return new AffineTransform(
            xScale, 0, (0.5 * xScale) - 0.5,
            0, yScale, (0.5 * yScale) - 0.5);
    }

    /// <summary>Mirrors an image left to right.</summary>
    /// <param name="width">Width of the image in pixels.</param>
    public static AffineTransform Mirror(int width) => new(-1, 0, width - 1, 0, 1, 0);

    /// <summary>Rotates and scales about a point, then shifts.</summary>
    /// <param name="rotationRadians">Angle from the x axis towards the y axis: clockwise in an image.</param>
    /// <param name="scale">Growth; above 0.</param>
    /// <param name="shift">(x, y) in pixels.</param>
    /// <param name="center">The point that rotation and scale leave in place, (x, y) in pixels.</param>
    public static AffineTransform Jitter(double rotationRadians, double scale, Vector2 shift, Vector2 center)
    {
        var cosine = scale * Math.Cos(rotationRadians);
        var sine = scale * Math.Sin(rotationRadians);
        return new AffineTransform(
            cosine, -sine, center.X - (cosine * center.X) + (sine * center.Y) + shift.X,
            sine, cosine, center.Y - (sine * center.X) - (cosine * center.Y) + shift.Y);
    }

    /// <summary>
    /// The rotation, scale and shift that bring one set of points nearest to another (least squares).
    /// </summary>
    /// <param name="from">Points (x, y).</param>
    /// <param name="to">Where each of them should go; as many points.</param>
    /// <exception cref="ArgumentException">
    /// The numbers of points differ, or the points to move do not differ from each other.
    /// </exception>
    public static AffineTransform Similarity(ReadOnlySpan<Vector2> from, ReadOnlySpan<Vector2> to)
    {
        if (from.Length != to.Length || from.Length < 2)
        {
            throw new ArgumentException(
                $"two or more pairs of points are needed, got {from.Length} and {to.Length} points.", nameof(to));
        }

        var (fromX, fromY) = Mean(from);
        var (toX, toY) = Mean(to);
        double along = 0, across = 0, spread = 0;
        for (var i = 0; i < from.Length; i++)
        {
            var (x, y) = (from[i].X - fromX, from[i].Y - fromY);
            var (u, v) = (to[i].X - toX, to[i].Y - toY);
            along += (x * u) + (y * v);
            across += (x * v) - (y * u);
            spread += (x * x) + (y * y);
        }

        if (spread == 0)
        {
            throw new ArgumentException("the points to move all lie in one place.", nameof(from));
        }

        var (cosine, sine) = (along / spread, across / spread);
        return new AffineTransform(
            cosine, -sine, toX - (cosine * fromX) + (sine * fromY),
            sine, cosine, toY - (sine * fromX) - (cosine * fromY));
    }

    /// <summary>Moves a point.</summary>
    /// <param name="point">(x, y) in pixels.</param>
    public Vector2 Apply(Vector2 point)
    {
        var (x, y) = Apply(point.X, point.Y);
        return new Vector2((float)x, (float)y);
    }

    /// <summary>Moves a point in double precision.</summary>
    /// <param name="x">x in pixels.</param>
    /// <param name="y">y in pixels.</param>
    public (double X, double Y) Apply(double x, double y) =>
        ((XX * x) + (XY * y) + XOffset, (YX * x) + (YY * y) + YOffset);

    /// <summary>This transform followed by another.</summary>
    /// <param name="next">The one that comes after.</param>
    public AffineTransform Then(AffineTransform next)
    {
        var (xOffset, yOffset) = next.Apply(XOffset, YOffset);
        return new AffineTransform(
            (next.XX * XX) + (next.XY * YX), (next.XX * XY) + (next.XY * YY), xOffset,
            (next.YX * XX) + (next.YY * YX), (next.YX * XY) + (next.YY * YY), yOffset);
    }

    /// <summary>The six numbers. The record's own text would print its inverse, and the inverse of that, without end.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"[{XX:G6} {XY:G6} {XOffset:G6}; {YX:G6} {YY:G6} {YOffset:G6}]");

    private static (double X, double Y) Mean(ReadOnlySpan<Vector2> points)
    {
        double x = 0, y = 0;
        foreach (var point in points)
        {
            x += point.X;
            y += point.Y;
        }

        return (x / points.Length, y / points.Length);
    }
}
