using System.Globalization;
using System.Numerics;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;

namespace Faceptor.Data.Datasets;

/// <summary>Points of landmark sets with their boxes, and what is impossible about them.</summary>
internal static class LandmarkBoxes
{
    // A face of which an image shows a hundredth is none.
    private const int MaxBoxInImages = 100;

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

        return new LandmarkLabel([.. points], box ?? FaceBoxes.Around(xs, ys, offset));
    }

    /// <summary>What is impossible about points and box, whatever the image is.</summary>
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
            : $"expected a box with an area, got {Describe(box)}";
    }

    /// <summary>
    /// What is impossible about points and box beside their image. Both may reach over its edges; a box that misses
    /// the image would train on black squares.
    /// </summary>
    /// <returns>Null when nothing is.</returns>
    public static string? FindProblem(LandmarkLabel label, RgbImage image)
    {
        if (FindProblem(label) is { } problem)
        {
            return problem;
        }

        var (box, largest) = (label.Box, MaxBoxInImages * (float)Math.Max(image.Width, image.Height));
        if (box.Right <= 0 || box.Bottom <= 0 || box.Left >= image.Width || box.Top >= image.Height)
        {
            return $"expected a box that meets the image of {image.Width} x {image.Height} pixels, "
                + $"got {Describe(box)}";
        }

        return box.Width > largest || box.Height > largest
            ? $"expected a box of a face in an image of {image.Width} x {image.Height} pixels, got {Describe(box)}"
            : PointCheck.FindProblem(label.Points.AsSpan(), image.Width, image.Height);
    }

    private static string Describe(FaceBox box) => string.Create(
        CultureInfo.InvariantCulture, $"x {box.Left} to {box.Right}, y {box.Top} to {box.Bottom}");
}
