using System.Numerics;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>
/// Smooth paths through given points: Catmull-Rom splines as Bézier segments. The caller disposes the paths.
/// </summary>
internal static class Curves
{
    public static SKPath Open(params ReadOnlySpan<Vector2> points)
    {
        var path = new SKPath();
        AddOpen(path, points);
        return path;
    }

    /// <summary>One more open spline in a path of many.</summary>
    public static void AddOpen(SKPath path, ReadOnlySpan<Vector2> points)
    {
        path.MoveTo(points[0].X, points[0].Y);
        Append(path, points);
    }

    /// <summary>One more disc in a path of many.</summary>
    public static void AddDisc(SKPath path, Vector2 centre, float radius) =>
        path.AddCircle(centre.X, centre.Y, radius);

    public static SKPath Closed(params ReadOnlySpan<Vector2> points)
    {
        var path = new SKPath();
        path.MoveTo(points[0].X, points[0].Y);
        var n = points.Length;
        for (var i = 0; i < n; i++)
        {
            Segment(path, points[(i + n - 1) % n], points[i], points[(i + 1) % n], points[(i + 2) % n]);
        }

        path.Close();
        return path;
    }

    /// <summary>Two open splines that meet in corners: eyes, lips.</summary>
    public static SKPath Lens(ReadOnlySpan<Vector2> there, ReadOnlySpan<Vector2> back)
    {
        var path = Open(there);
        if (Vector2.DistanceSquared(there[^1], back[0]) > 1e-8f)
        {
            path.LineTo(back[0].X, back[0].Y);
        }

        Append(path, back);
        path.Close();
        return path;
    }

    public static SKPath Polygon(params ReadOnlySpan<Vector2> points)
    {
        var path = new SKPath();
        path.MoveTo(points[0].X, points[0].Y);
        foreach (var point in points[1..])
        {
            path.LineTo(point.X, point.Y);
        }

        path.Close();
        return path;
    }

    /// <summary>A band around a line, as wide at each point as told: brows, strands, wrinkles.</summary>
    public static SKPath Ribbon(ReadOnlySpan<Vector2> line, ReadOnlySpan<float> halfWidths)
    {
        var n = line.Length;
        Span<Vector2> there = stackalloc Vector2[n];
        Span<Vector2> back = stackalloc Vector2[n];
        for (var i = 0; i < n; i++)
        {
            var across = Across(line, i) * halfWidths[i];
            there[i] = line[i] + across;
            back[n - 1 - i] = line[i] - across;
        }

        return Lens(there, back);
    }

    /// <summary>The unit vector across a line at one of its points; up where the line runs to the right.</summary>
    public static Vector2 Across(ReadOnlySpan<Vector2> line, int index)
    {
        var along = Vector2.Normalize(line[Math.Min(index + 1, line.Length - 1)] - line[Math.Max(index - 1, 0)]);
        return new Vector2(along.Y, -along.X);
    }

    /// <summary>The middle of an open spline's part between its points <paramref name="index"/> and the next.</summary>
    public static Vector2 Middle(ReadOnlySpan<Vector2> points, int index)
    {
        var before = points[Math.Max(index - 1, 0)];
        var after = points[Math.Min(index + 2, points.Length - 1)];
        return ((9 * (points[index] + points[index + 1])) - before - after) / 16;
    }

    public static SKPath Ellipse(Vector2 centre, float radiusX, float radiusY)
    {
        var path = new SKPath();
        path.AddOval(new SKRect(centre.X - radiusX, centre.Y - radiusY, centre.X + radiusX, centre.Y + radiusY));
        return path;
    }

    /// <summary>Points of an open spline at even steps of its parameter; the given points are among them.</summary>
    public static Vector2 At(ReadOnlySpan<Vector2> points, float ratio)
    {
        var place = Math.Clamp(ratio, 0f, 1f) * (points.Length - 1);
        var i = Math.Min((int)place, points.Length - 2);
        return Vector2.Lerp(points[i], points[i + 1], place - i);
    }

    private static void Append(SKPath path, ReadOnlySpan<Vector2> points)
    {
        for (var i = 0; i < points.Length - 1; i++)
        {
            var before = points[Math.Max(i - 1, 0)];
            var after = points[Math.Min(i + 2, points.Length - 1)];
            Segment(path, before, points[i], points[i + 1], after);
        }
    }

    private static void Segment(SKPath path, Vector2 before, Vector2 from, Vector2 to, Vector2 after)
    {
        var first = from + ((to - before) / 6);
        var second = to - ((after - from) / 6);
        path.CubicTo(first.X, first.Y, second.X, second.Y, to.X, to.Y);
    }
}
