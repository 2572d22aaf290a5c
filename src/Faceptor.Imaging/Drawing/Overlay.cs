using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>
/// Draws predictions over the image, translucent classes and landmarks, and what they say in words below it: a line a task
/// with the dataset that it was learned from, and what the colours mean.
/// </summary>
public static class Overlay
{
    /// <summary>Smaller images are enlarged by a whole number until their longer side reaches this.</summary>
    public const int MinSidePx = 480;

    private const int MaxAttributes = 6;

    /// <summary>Draws the prediction of one face.</summary>
    /// <param name="image">The original image; not changed.</param>
    /// <param name="prediction">What was predicted for it.</param>
    /// <returns>
    /// The image with everything drawn over it, enlarged by <see cref="ScaleOf"/>, and below it the words; no words where there
    /// is nothing to say.
    /// </returns>
    /// <exception cref="ArgumentException">The prediction belongs to an image of another size.</exception>
    public static RgbImage Draw(RgbImage image, FacePrediction prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        RequireSize(image, prediction.WidthPx, prediction.HeightPx);
        return Captioned(DrawFaces(image, [prediction]), [prediction]);
    }

    /// <summary>Draws all faces of an image; of several, each has a box with a number.</summary>
    /// <param name="image">The original image; not changed.</param>
    /// <param name="analysis">What was found in it.</param>
    /// <returns>As for one face; the words say so where there is no face.</returns>
    /// <exception cref="ArgumentException">The analysis belongs to an image of another size, or is a failure.</exception>
    public static RgbImage Draw(RgbImage image, ImageAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        RequireSize(image, analysis.WidthPx, analysis.HeightPx);
        return Captioned(DrawFaces(image, analysis.Faces), analysis.Faces);
    }

    /// <summary>How often the drawn image is larger than the original.</summary>
    /// <param name="image">The original image.</param>
    public static int ScaleOf(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var longer = Math.Max(image.Width, image.Height);
        return Math.Max(1, (MinSidePx + longer - 1) / longer);
    }

    /// <summary>What a face looks like in words, each with the dataset that it was learned from.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <returns>
    /// Ages and expressions in one line, then for each task the attributes that the model is surest of; none when there is
    /// nothing to say.
    /// </returns>
    public static ImmutableArray<string> CaptionLines(FacePrediction prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        var facts = prediction.Ages
            .Select(age => $"age {age.Years.ToString("F0", CultureInfo.InvariantCulture)} ({age.Task.DatasetName})")
            .Concat(prediction.Expressions.Select(Describe));
        var attributes = prediction.Attributes.Select(Describe);
        return [.. attributes.Prepend(string.Join(", ", facts)).Where(line => line.Length > 0)];
    }

    /// <summary>Draws faces without any words.</summary>
    /// <param name="image">The original image; not changed.</param>
    /// <param name="faces">The faces.</param>
    internal static RgbImage DrawFaces(RgbImage image, ImmutableArray<FacePrediction> faces)
    {
        var scale = ScaleOf(image);
        using var canvas = new SkiaImage(image.Width * scale, image.Height * scale);
        canvas.DrawPixels(image);
        DrawMaps(canvas, faces);
        var lineWidth = Math.Max(1, Math.Max(canvas.Width, canvas.Height) / 420f);
        foreach (var (number, face) in faces.Index())
        {
            foreach (var (index, landmarks) in face.Landmarks.Index())
            {
                FaceMarks.DrawLandmarks(
                    canvas.Canvas,
                    landmarks.Task.Landmarks!,
                    [.. landmarks.Points.Select(point => new Vector2(point.X, point.Y))],
                    scale,
                    // Points of a small face would cover it.
                    Math.Max(0.75f, Math.Min(lineWidth, face.Box.Height * scale / 150)),
                    index);
            }

            if (faces.Length > 1)
            {
                FaceMarks.DrawBox(canvas.Canvas, face.Box, scale, lineWidth);
                DrawNumber(canvas, face, number + 1, scale);
            }
        }

        return canvas.Read();
    }

    private static void RequireSize(RgbImage image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        if ((image.Width, image.Height) != (width, height))
        {
            throw new ArgumentException(
                $"the prediction is for an image of {width} x {height} pixels, "
                + $"this one has {image.Width} x {image.Height}.",
                nameof(image));
        }
    }

    // One map of all faces, so that a pixel is tinted once.
    private static void DrawMaps(SkiaImage canvas, ImmutableArray<FacePrediction> faces)
    {
        ParsingPrediction[] maps =
            [.. faces.SelectMany(face => face.Parsing.Take(1)).Where(parsing => parsing.Map is not null)];
        if (maps.Length == 0)
        {
            return;
        }

        var classes = maps[0].Map!.Classes;
        if (maps.Length > 1)
        {
            classes = [.. classes];
            foreach (var other in maps.Skip(1).Select(parsing => parsing.Map!.Classes))
            {
                for (var pixel = 0; pixel < classes.Length; pixel++)
                {
                    classes[pixel] = classes[pixel] == 0 ? other[pixel] : classes[pixel];
                }
            }
        }

        FaceMarks.DrawMask(
            canvas,
            new LabelMap(maps[0].Map!.Width, maps[0].Map!.Height, classes),
            maps[0].Task.Parsing!,
            FaceMarks.LightMask);
    }

    private static void DrawNumber(SkiaImage canvas, FacePrediction face, int number, int scale)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        var height = CaptionPanel.TextHeight(canvas.Width);
        var (width, pad) = (TextPen.Measure(text, height), height * 0.4f);
        var x = Math.Clamp(face.Box.Left * scale, 0, Math.Max(0, canvas.Width - width - (2 * pad)));
        var y = Math.Clamp(face.Box.Top * scale, 0, Math.Max(0, canvas.Height - height - (2 * pad)));
        using var tag = new SKPaint { Color = CaptionPanel.NumberColor };
        canvas.Canvas.DrawRect(x, y, width + (2 * pad), height + (2 * pad), tag);
        TextPen.Draw(canvas.Canvas, text, x + pad, y + pad, height, CaptionPanel.Ground);
    }

    private static RgbImage Captioned(RgbImage drawn, ImmutableArray<FacePrediction> faces)
    {
        if (CaptionPanel.Draw(drawn.Width, faces) is not { } panel)
        {
            return drawn;
        }

        var whole = new RgbImage(drawn.Width, drawn.Height + panel.Height);
        SheetLayout.Paste(whole, drawn, 0, 0);
        SheetLayout.Paste(whole, panel, 0, drawn.Height);
        return whole;
    }

    private static string Describe(ExpressionPrediction expression)
    {
        var probability = expression.Probabilities[expression.TopIndex];
        var percent = (100 * probability.Probability).ToString("F0", CultureInfo.InvariantCulture);
        return $"{probability.Name} {percent}% ({expression.Task.DatasetName})";
    }

    private static string Describe(AttributesPrediction attributes)
    {
        var present = attributes.Attributes
            .Where(attribute => attribute.IsPresent)
            .OrderByDescending(attribute => attribute.Probability)
            .Take(MaxAttributes)
            .Select(attribute => attribute.Name.Replace('_', ' '));
        return string.Join(", ", present) is { Length: > 0 } text ? $"{text} ({attributes.Task.DatasetName})" : string.Empty;
    }
}
