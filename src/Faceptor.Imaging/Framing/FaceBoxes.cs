using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Framing;

/// <summary>The rules by which face boxes are made: around points, square, in the middle, along whole pixels.</summary>
/// <remarks>
/// Released configuration: lists of 300W and WFLW give a box as centre and scale. The numbers come from the points: the
/// whole pixels that hold all of them, made square around the middle.
/// </remarks>
internal static class FaceBoxes
{
    // A scale of 1 is a box of 200 pixels.
    private const double PixelsPerScale = 100;

    private const float MaxPixel = 1e6f;

    /// <summary>The box of a list's row.</summary>
    /// <param name="centerX">Its middle, in pixels.</param>
    /// <param name="centerY">Its middle, in pixels.</param>
    /// <param name="scale">Half its side, in hundreds of pixels.</param>
    public static FaceBox FromScale(double centerX, double centerY, double scale)
    {
        var radius = PixelsPerScale * scale;
        return new FaceBox(
            (float)(centerY - radius),
            (float)(centerX - radius),
            (float)(centerY + radius),
            (float)(centerX + radius));
    }

    /// <summary>The square around points: whole pixels outwards, the longer side for both.</summary>
    /// <param name="points">The points, (x, y) in pixels; at least one.</param>
    public static FaceBox Around(ReadOnlySpan<Vector2> points)
    {
        var (low, high) = (new Vector2(float.PositiveInfinity), new Vector2(float.NegativeInfinity));
        foreach (var point in points)
        {
            low = Vector2.Min(low, point);
            high = Vector2.Max(high, point);
        }

        return Square(new FaceBox(
            MathF.Floor(low.Y), MathF.Floor(low.X), MathF.Ceiling(high.Y), MathF.Ceiling(high.X)));
    }

    /// <summary>The same square around the points of an annotation, computed as the released lists were.</summary>
    /// <param name="xs">x of the points as the annotation gives it.</param>
    /// <param name="ys">y of the points as the annotation gives it.</param>
    /// <param name="offset">What is taken from all numbers to count pixels from 0.</param>
    public static FaceBox Around(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, double offset = 0)
    {
        var (left, right) = WholePixels(xs);
        var (top, bottom) = WholePixels(ys);
        return FromScale(
            ((left + right) / 2) - offset,
            ((top + bottom) / 2) - offset,
            Math.Max(right - left, bottom - top) / (2 * PixelsPerScale));
    }

    /// <summary>The square with the same middle and the longer of the two sides.</summary>
    /// <param name="box">The box.</param>
    public static FaceBox Square(FaceBox box)
    {
        var half = Math.Max(box.Width, box.Height) / 2;
        var (x, y) = ((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2);
        return new FaceBox(y - half, x - half, y + half, x + half);
    }

    /// <summary>The largest square in the middle of an image.</summary>
    /// <param name="widthPx">Width of the image.</param>
    /// <param name="heightPx">Height of the image.</param>
    public static FaceBox CenterOf(int widthPx, int heightPx)
    {
        var half = Math.Min(widthPx, heightPx) / 2f;
        return new FaceBox(
            (heightPx / 2f) - half, (widthPx / 2f) - half, (heightPx / 2f) + half, (widthPx / 2f) + half);
    }

    /// <summary>Where the landmarks of a face lie in a square that shows the head, with hair and neck.</summary>
    /// <param name="square">The square.</param>
    /// <remarks>
    /// Our choice: about the middle of ArcFace's, CelebA's and CelebA-HQ's templates, whose sides are 1.3, 1.9 and 1.8
    /// times the landmarks' and whose faces lie at 0.70, 0.67 and 0.63 of the height.
    /// </remarks>
    public static FaceBox InPortrait(FaceBox square)
    {
        const float Side = 0.65f;
        const float Middle = 0.62f;
        var (left, top) = (square.Left + ((1 - Side) / 2 * square.Width), square.Top + ((Middle - (Side / 2)) * square.Height));
        return new FaceBox(top, left, top + (Side * square.Height), left + (Side * square.Width));
    }

    /// <summary>The part of an image that a box covers, its edges rounded to whole pixels.</summary>
    /// <param name="box">The box; it may reach over the image's edges.</param>
    /// <param name="widthPx">Width of the image.</param>
    /// <param name="heightPx">Height of the image.</param>
    /// <returns>The region; null when no whole pixel is left.</returns>
    public static PixelRegion? ToPixels(FaceBox box, int widthPx, int heightPx) => PixelRegion.Within(
        ToPixel(box.Left), ToPixel(box.Top), ToPixel(box.Right), ToPixel(box.Bottom), widthPx, heightPx);

    private static int ToPixel(float edge) =>
        (int)Math.Clamp(MathF.Round(edge, MidpointRounding.AwayFromZero), -MaxPixel, MaxPixel);

    private static (double First, double Last) WholePixels(ReadOnlySpan<double> values)
    {
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (Math.Floor(min), Math.Ceiling(max));
    }
}

/// <summary>Where a face is in an image.</summary>
/// <param name="GivenBox">The face box as the caller or a detector gave it; null when nobody did.</param>
/// <param name="SquareBox">The square box around the face, as far as it is known.</param>
/// <param name="FivePoints">
/// Left eye, right eye, nose tip, left and right mouth corner as the viewer sees them, (x, y) in pixels of the image.
/// </param>
internal readonly record struct FaceLocation(
    FaceBox? GivenBox, FaceBox SquareBox, ImmutableArray<Vector2> FivePoints);
