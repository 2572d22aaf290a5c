using System.Globalization;
using System.Numerics;

namespace Faceptor.Data.Datasets;

/// <summary>Finds points that no face has.</summary>
internal static class PointCheck
{
    // A face that does not reach over one pixel cannot be told from a slip of the annotation.
    private const float MinExtentPx = 1;

    // Faces are cut by the image's edge; a whole image away from it, nothing is a face any more.
    private const float FarInImages = 1;

    /// <summary>What is impossible about points, whatever the image is.</summary>
    /// <param name="points">(x, y) in pixels.</param>
    /// <returns>Null when nothing is; otherwise what was expected and what is there.</returns>
    public static string? FindProblem(ReadOnlySpan<Vector2> points)
    {
        if (points.IsEmpty)
        {
            return null;
        }

        var (least, most) = (points[0], points[0]);
        for (var i = 0; i < points.Length; i++)
        {
            var point = points[i];
            if (!float.IsFinite(point.X) || !float.IsFinite(point.Y))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"expected points in pixels, point {i} is at ({point.X}, {point.Y})");
            }

            (least, most) = (Vector2.Min(least, point), Vector2.Max(most, point));
        }

        var extent = most - least;
        return points.Length > 1 && Math.Max(extent.X, extent.Y) < MinExtentPx
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"expected points that span a face, all {points.Length} lie in one place, ({least.X}, {least.Y})")
            : null;
    }

    /// <summary>What is impossible about points beside their image.</summary>
    /// <param name="points">(x, y) in pixels of the image.</param>
    /// <param name="width">The image's width in pixels.</param>
    /// <param name="height">The image's height in pixels.</param>
    /// <returns>Null when nothing is; otherwise what was expected and what is there.</returns>
    public static string? FindProblem(ReadOnlySpan<Vector2> points, int width, int height)
    {
        if (FindProblem(points) is { } problem)
        {
            return problem;
        }

        var far = FarInImages * Math.Max(width, height);
        for (var i = 0; i < points.Length; i++)
        {
            var point = points[i];
            if (point.X < -far || point.Y < -far || point.X > width + far || point.Y > height + far)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"expected points in the image of {width} x {height} pixels or near it, "
                    + $"point {i} is at ({point.X}, {point.Y})");
            }
        }

        return null;
    }
}
