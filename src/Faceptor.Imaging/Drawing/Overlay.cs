using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>
/// Draws predictions over the image: translucent classes, landmarks, a caption with age, expression and attributes.
/// </summary>
public static class Overlay
{
    /// <summary>Smaller images are enlarged by a whole number until their longer side reaches this.</summary>
    public const int MinSidePx = 480;

    private const int MaxAttributes = 6;
    private static readonly SKColor StripColor = new(16, 20, 28, 200);
    private static readonly SKColor TextColor = new(245, 247, 250);

    /// <summary>Draws a prediction.</summary>
    /// <param name="image">The original image; not changed.</param>
    /// <param name="prediction">What was predicted for it.</param>
    /// <returns>The image with everything drawn over it, enlarged when it is small.</returns>
    /// <exception cref="ArgumentException">The prediction belongs to an image of another size.</exception>
    public static RgbImage Draw(RgbImage image, FacePrediction prediction)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(prediction);
        if ((image.Width, image.Height) != (prediction.WidthPx, prediction.HeightPx))
        {
            throw new ArgumentException(
                $"the prediction is for an image of {prediction.WidthPx} x {prediction.HeightPx} pixels, "
                + $"this one has {image.Width} x {image.Height}.",
                nameof(prediction));
        }

        var scale = ScaleOf(image);
        using var canvas = new SkiaImage(image.Width * scale, image.Height * scale);
        canvas.DrawPixels(image);
        foreach (var parsing in prediction.Parsing.Take(1).Where(parsing => parsing.Map is not null))
        {
            FaceMarks.DrawMask(canvas, parsing.Map!, parsing.Task.Parsing!, FaceMarks.LightMask);
        }

        foreach (var landmarks in prediction.Landmarks)
        {
            FaceMarks.DrawLandmarks(
                canvas.Canvas,
                landmarks.Task.Landmarks!,
                [.. landmarks.Points.Select(point => new Vector2(point.X, point.Y))],
                scale,
                LineWidth(canvas));
        }

        DrawCaption(canvas, CaptionLines(prediction), prediction, scale);
        return canvas.Read();
    }

    /// <summary>Draws</summary>
    public static RgbImage Draw(RgbImage image, ImageAnalysis analysis) => Draw(image, analysis.Faces[0]);

    /// <summary>How often the drawing is larger than the image.</summary>
    /// <param name="image">The original image.</param>
    public static int ScaleOf(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var longer = Math.Max(image.Width, image.Height);
        return Math.Max(1, (MinSidePx + longer - 1) / longer);
    }

    /// <summary>The caption: age and expressions, then the attributes that the model is surest of.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <returns>Lines of text; none when there is nothing to say.</returns>
    public static ImmutableArray<string> CaptionLines(FacePrediction prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        var facts = prediction.Ages.Select(age => $"age {age.Years.ToString("F0", CultureInfo.InvariantCulture)}")
            .Concat(prediction.Expressions.Select(Describe));
        var attributes = prediction.Attributes
            .SelectMany(list => list.Attributes)
            .Where(attribute => attribute.IsPresent)
            .OrderByDescending(attribute => attribute.Probability)
            .Take(MaxAttributes)
            .Select(attribute => attribute.Name.Replace('_', ' '));
        return [.. new[] { string.Join(", ", facts), string.Join(", ", attributes) }.Where(line => line.Length > 0)];
    }

    private static string Describe(ExpressionPrediction expression)
    {
        var probability = expression.Probabilities[expression.TopIndex];
        return $"{probability.Name} {(100 * probability.Probability).ToString("F0", CultureInfo.InvariantCulture)}%";
    }

    private static float LineWidth(SkiaImage canvas) => Math.Max(1, Math.Max(canvas.Width, canvas.Height) / 420f);

    private static void DrawCaption(
        SkiaImage canvas, ImmutableArray<string> lines, FacePrediction prediction, int scale)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        var margin = canvas.Width / 40f;
        var widest = lines.Max(line => LineFont.Measure(line, 1));
        var height = Math.Min(canvas.Width / 36f, (canvas.Width - (2 * margin)) / widest);
        var stripHeight = (lines.Length * height * 1.9f) + (height * 0.9f);
        // The face matters most, so the strip goes where more room is left beside it.
        var roomAbove = prediction.Box.Top * scale;
        var roomBelow = canvas.Height - (prediction.Box.Bottom * scale);
        var top = roomAbove > roomBelow ? 0 : canvas.Height - stripHeight;
        using var strip = new SKPaint { Color = StripColor };
        canvas.Canvas.DrawRect(0, top, canvas.Width, stripHeight, strip);
        for (var index = 0; index < lines.Length; index++)
        {
            FaceMarks.DrawText(
                canvas.Canvas,
                lines[index],
                margin,
                top + (height * 0.9f) + (index * height * 1.9f),
                height,
                TextColor);
        }
    }
}
