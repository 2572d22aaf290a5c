using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using SkiaSharp;

namespace Faceptor.Evaluation.Sheets;

/// <summary>Draws a prediction over the image together with the truth, small enough for a sheet.</summary>
internal static class TruthOverlay
{
    /// <summary>The face's box is shown this much larger, so that the chin and the brows have some room.</summary>
    private const float BoxFactor = 1.4f;

    private static readonly SKColor ErrorColor = new(255, 92, 80);
    private static readonly SKColor OutlineColor = new(255, 255, 255, 230);

    /// <summary>Draws one sample.</summary>
    /// <param name="task">The task of the label.</param>
    /// <param name="sample">Image and label; not changed.</param>
    /// <param name="prediction">An answer of the task for that image.</param>
    /// <param name="sidePx">Longer side of the drawing in pixels.</param>
    /// <returns>
    /// Landmarks: the face with predicted points in green, a red line from each to the truth. Parsing: predicted
    /// classes in their colours, true borders in white. The image alone for the other families.
    /// </returns>
    public static RgbImage Draw(FaceTask task, FaceSample sample, FacePrediction prediction, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        var (left, top, width, height) = Region(sample);
        var part = Crop(sample.Image, left, top, width, height);
        var scale = (float)sidePx / Math.Max(width, height);
        var fitted = SheetLayout.Fit(
            part, Math.Max(1, (int)MathF.Round(width * scale)), Math.Max(1, (int)MathF.Round(height * scale)));
        using var canvas = new SkiaImage(fitted.Width, fitted.Height);
        canvas.DrawPixels(fitted);
        switch (sample.Label)
        {
            case LandmarkLabel label:
                var origin = new Vector2(left, top);
                var points = prediction.Landmarks.First(found => found.Task.Equals(task)).Points;
                DrawPoints(
                    canvas.Canvas,
                    task.Landmarks!,
                    [.. points.Select(point => new Vector2(point.X, point.Y) - origin)],
                    [.. label.Points.Select(point => point - origin)],
                    scale);
                break;
            case ParsingLabel label:
                var map = prediction.Parsing.First(found => found.Task.Equals(task)).Map!;
                FaceMarks.DrawMask(canvas, map, task.Parsing!, FaceMarks.StrongMask);
                DrawBorders(canvas, label.Map);
                break;
        }

        return canvas.Read();
    }

    /// <summary>What the colours and lines of a family's drawing mean; null when it has none.</summary>
    /// <param name="family">The family.</param>
    public static string? Legend(TaskFamily family) => FamilyDefinition.Of(family) switch
    {
        { HasLandmarkSchema: true } => "green: predicted; red: from there to the truth",
        { HasParsingSchema: true } => "colours: predicted; white lines: true borders",
        _ => null,
    };

    // Landmark images may show whole scenes; parsing images and all others show a face.
    private static (int Left, int Top, int Width, int Height) Region(FaceSample sample)
    {
        var (width, height) = (sample.Image.Width, sample.Image.Height);
        if (sample.Label is not LandmarkLabel label || label.Points.IsEmpty)
        {
            return (0, 0, width, height);
        }

        var low = label.Points.Aggregate(Vector2.Min);
        var high = label.Points.Aggregate(Vector2.Max);
        var half = Math.Max(high.X - low.X, high.Y - low.Y) * BoxFactor / 2;
        var middle = (low + high) / 2;
        var left = (int)Math.Clamp(MathF.Floor(middle.X - half), 0, width - 1);
        var top = (int)Math.Clamp(MathF.Floor(middle.Y - half), 0, height - 1);
        var right = (int)Math.Clamp(MathF.Ceiling(middle.X + half), left + 1, width);
        var bottom = (int)Math.Clamp(MathF.Ceiling(middle.Y + half), top + 1, height);
        return (left, top, right - left, bottom - top);
    }

    private static RgbImage Crop(RgbImage image, int left, int top, int width, int height)
    {
        var part = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            image.Row(top + y).Slice(left * 3, width * 3).CopyTo(part.Row(y));
        }

        return part;
    }

    private static void DrawPoints(
        SKCanvas canvas,
        LandmarkSchema schema,
        ImmutableArray<Vector2> predicted,
        ImmutableArray<Vector2> truth,
        float scale)
    {
        SKPoint Place(Vector2 point) => new((point.X + 0.5f) * scale, (point.Y + 0.5f) * scale);

        FaceMarks.DrawLandmarks(canvas, schema, predicted, scale, lineWidth: 1);
        using var line = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 1.2f,
            Color = ErrorColor,
            IsAntialias = true,
        };
        foreach (var (found, right) in predicted.Zip(truth))
        {
            canvas.DrawLine(Place(found), Place(right), line);
        }
    }

    // Borders are looked for at the drawing's own size, so that a line is one pixel wide however large the map is.
    private static void DrawBorders(SkiaImage canvas, LabelMap map)
    {
        var (width, height) = (canvas.Width, canvas.Height);
        byte At(int x, int y) => map.Classes[
            (Math.Min(y, height - 1) * map.Height / height * map.Width) + (Math.Min(x, width - 1) * map.Width / width)];

        var pixels = new SKColor[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (At(x, y) != At(x + 1, y) || At(x, y) != At(x, y + 1))
                {
                    pixels[(y * width) + x] = OutlineColor;
                }
            }
        }

        canvas.DrawOver(width, height, pixels);
    }
}
