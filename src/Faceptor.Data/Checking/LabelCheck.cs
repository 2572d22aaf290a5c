using System.Globalization;
using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Data.Families;
using Faceptor.Imaging;

namespace Faceptor.Data.Checking;

/// <summary>Finds values in a label that cannot be.</summary>
internal static class LabelCheck
{
    // Points of half-hidden faces lie outside the image; a whole box away from the face is no face any more.
    private const float FarInBoxes = 1;

    /// <summary>What is impossible about a label; null when nothing is.</summary>
    /// <param name="task">The task.</param>
    /// <param name="label">The label, in pixels of the image.</param>
    /// <param name="image">The image; null when it was not decoded.</param>
    public static string? FindProblem(FaceTask task, FaceLabel label, RgbImage? image) =>
        FamilySamples.Find(label)?.FindProblem(task, label, image);

    /// <summary>What is impossible about points; null when nothing is.</summary>
    public static string? FindPoint(LandmarkLabel label, RgbImage? image) =>
        LandmarkBoxes.FindProblem(label) is { } problem
            ? $"{problem}; correct the annotation."
            : FindFarPoint(label, image);

    private static string? FindFarPoint(LandmarkLabel label, RgbImage? image)
    {
        var (box, far) = (label.Box, FarInBoxes * Math.Max(label.Box.Width, label.Box.Height));
        for (var i = 0; i < label.Points.Length; i++)
        {
            var point = label.Points[i];
            var isFar = !float.IsFinite(point.X)
                || !float.IsFinite(point.Y)
                || IsOutside(point, box.Left - far, box.Top - far, box.Right + far, box.Bottom + far)
                || (image is not null && IsOutside(point, -far, -far, image.Width + far, image.Height + far));
            if (isFar)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"expected points near the face box (x {box.Left:F0} to {box.Right:F0}, y {box.Top:F0} to "
                    + $"{box.Bottom:F0}), point {i} is at ({point.X:F1}, {point.Y:F1}); copy the list again.");
            }
        }

        return null;
    }

    private static bool IsOutside(Vector2 point, float left, float top, float right, float bottom) =>
        point.X < left || point.X > right || point.Y < top || point.Y > bottom;

    /// <summary>What is impossible about a label map; null when nothing is.</summary>
    public static string? FindClass(FaceTask task, ParsingLabel label, RgbImage? image)
    {
        var map = label.Map;
        if (image is not null && (map.Width, map.Height) != (image.Width, image.Height))
        {
            return $"expected a label map of {image.Width} x {image.Height} pixels like the image, "
                + $"got {map.Width} x {map.Height}; extract both again.";
        }

        var last = (byte)(task.NumLabels - 1);
        var wrong = map.Classes.AsSpan().IndexOfAnyExceptInRange((byte)0, last);
        return wrong < 0
            ? null
            : $"expected classes 0 to {last}, {map.Classes[wrong]} is stored at pixel ({wrong % map.Width}, "
            + $"{wrong / map.Width}); extract the label maps again.";
    }
}
