using System.Globalization;
using System.Numerics;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>The square face boxes of the landmark sets.</summary>
/// <remarks>
/// Released configuration: lists of 300W and WFLW give a box as centre and scale. The numbers come from the points:
/// the whole pixels that hold all of them, made square around the middle. Where there is no list, the same rule gives
/// the same box.
/// </remarks>
internal static class LandmarkBoxes
{
    // A scale of 1 is a box of 200 pixels.
    private const double PixelsPerScale = 100;

    // A face of which a picture shows a hundredth is none.
    private const int MaxBoxInPictures = 100;

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

    /// <summary>The box around points.</summary>
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

    /// <summary>The points of an annotation, counted from 0.</summary>
    /// <param name="xs">x of the points as the annotation gives it.</param>
    /// <param name="ys">y of the points as the annotation gives it.</param>
    /// <param name="offset">What is taken from all numbers to count pixels from 0.</param>
    /// <param name="box">The box to go with them; null takes the one around them.</param>
    public static LandmarkLabel Label(
        ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, double offset = 0, FaceBox? box = null)
    {
        var points = new Vector2[xs.Length];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new Vector2((float)(xs[i] - offset), (float)(ys[i] - offset));
        }

        return new LandmarkLabel([.. points], box ?? Around(xs, ys, offset));
    }

    /// <summary>What is impossible about points and box, whatever the picture is.</summary>
    /// <returns>Null when nothing is.</returns>
    public static string? FindProblem(LandmarkLabel label)
    {
        if (PointCheck.FindProblem(label.Points.AsSpan()) is { } problem)
        {
            return problem;
        }

        // Nothing could be cut out of a box without an area.
        var box = label.Box;
        return box.Width > 0 && box.Height > 0 && float.IsFinite(box.Width) && float.IsFinite(box.Height)
            ? null
            : $"expected a box with an area, {Describe(box)} came";
    }

    /// <summary>
    /// What is impossible about points and box beside their picture. Both may reach over its edges; a box that misses
    /// the picture would train on black squares.
    /// </summary>
    /// <returns>Null when nothing is.</returns>
    public static string? FindProblem(LandmarkLabel label, RgbImage image)
    {
        if (FindProblem(label) is { } problem)
        {
            return problem;
        }

        var (box, largest) = (label.Box, MaxBoxInPictures * (float)Math.Max(image.Width, image.Height));
        if (box.Right <= 0 || box.Bottom <= 0 || box.Left >= image.Width || box.Top >= image.Height)
        {
            return $"expected a box that meets the picture of {image.Width} x {image.Height} pixels, "
                + $"{Describe(box)} came";
        }

        return box.Width > largest || box.Height > largest
            ? $"expected a box of a face in a picture of {image.Width} x {image.Height} pixels, {Describe(box)} came"
            : PointCheck.FindProblem(label.Points.AsSpan(), image.Width, image.Height);
    }

    private static string Describe(FaceBox box) => string.Create(
        CultureInfo.InvariantCulture, $"x {box.Left} to {box.Right}, y {box.Top} to {box.Bottom}");

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
