using System.Numerics;
using Faceptor.Data.Geometry;

namespace Faceptor.Inference;

/// <summary>The square box around landmarks that landmark networks are used to.</summary>
/// <remarks>Released configuration: the rule by which 300W's and WFLW's lists were made.</remarks>
internal static class LandmarkBox
{
    /// <summary>The square around points: whole pixels outwards, the longer side for both.</summary>
    public static FaceBox Around(ReadOnlySpan<Vector2> points)
    {
        var (low, high) = (new Vector2(float.PositiveInfinity), new Vector2(float.NegativeInfinity));
        foreach (var point in points)
        {
            low = Vector2.Min(low, point);
            high = Vector2.Max(high, point);
        }

        var (left, top) = (MathF.Floor(low.X), MathF.Floor(low.Y));
        var (right, bottom) = (MathF.Ceiling(high.X), MathF.Ceiling(high.Y));
        return Square(new FaceBox(top, left, bottom, right));
    }

    /// <summary>The square with the same middle and the longer of the two sides.</summary>
    public static FaceBox Square(FaceBox box)
    {
        var half = Math.Max(box.Width, box.Height) / 2;
        var (x, y) = ((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2);
        return new FaceBox(y - half, x - half, y + half, x + half);
    }

    /// <summary>The largest square in the middle of a picture.</summary>
    public static FaceBox CenterOf(int widthPx, int heightPx)
    {
        var half = Math.Min(widthPx, heightPx) / 2f;
        return new FaceBox(
            (heightPx / 2f) - half, (widthPx / 2f) - half, (heightPx / 2f) + half, (widthPx / 2f) + half);
    }

    /// <summary>Whether a box found in one round may replace the one it was found with.</summary>
    public static bool IsPlausibleRefinement(FaceBox before, FaceBox after)
    {
        var (x, y) = ((after.Left + after.Right) / 2, (after.Top + after.Bottom) / 2);
        return after.Width > before.Width * 0.3f && after.Width < before.Width * 2
            && x > before.Left && x < before.Right && y > before.Top && y < before.Bottom;
    }
}
