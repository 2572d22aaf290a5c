using System.Numerics;
using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>Draws what a face has: classes of pixels, points with their curves, a box.</summary>
internal static class FaceMarks
{
    /// <summary>Opacity of a mask through which the image is still the main thing.</summary>
    public const byte LightMask = 96;

    /// <summary>Opacity of a mask that is itself the main thing.</summary>
    public const byte StrongMask = 160;

    private static readonly SKColor CurveColor = new(255, 255, 255, 150);
    private static readonly SKColor BoxColor = new(255, 200, 64, 200);

    // Apart from each other and from the skin's tones; the first one was always there.
    private static readonly SKColor[] PointColors =
        [new(64, 255, 160), new(80, 200, 255), new(255, 120, 220), new(255, 230, 80), new(255, 140, 80)];

    /// <summary>Lays the colours of a label map over everything; background stays clear.</summary>
    public static void DrawMask(SkiaImage canvas, LabelMap map, ParsingSchema schema, byte opacity)
    {
        var colors = schema.Classes
            .Select((parsingClass, index) => new SKColor(
                parsingClass.Red, parsingClass.Green, parsingClass.Blue, index == 0 ? (byte)0 : opacity))
            .ToArray();
        var pixels = Array.ConvertAll(map.Classes, value => colors[value]);
        canvas.DrawOver(map.Width, map.Height, pixels);
    }

    /// <summary>The colour of the points of one of several landmark tasks.</summary>
    /// <param name="index">Which of them, from 0.</param>
    public static SKColor PointColor(int index) => PointColors[index % PointColors.Length];

    /// <summary>Draws points and the curves between them.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="schema">Which points belong to one curve.</param>
    /// <param name="points">Points (x, y) in pixels of the image.</param>
    /// <param name="scale">Canvas pixels an image pixel.</param>
    /// <param name="lineWidth">Width of the curves in canvas pixels.</param>
    /// <param name="index">Which of several landmark tasks it is, from 0.</param>
    public static void DrawLandmarks(
        SKCanvas canvas, LandmarkSchema schema, IReadOnlyList<Vector2> points, float scale, float lineWidth, int index = 0)
    {
        SKPoint Place(int point) => new((points[point].X + 0.5f) * scale, (points[point].Y + 0.5f) * scale);

        using var line = Stroke(CurveColor, lineWidth);
        using var dot = new SKPaint { Color = PointColor(index), IsAntialias = true };
        foreach (var curve in schema.Curves)
        {
            using var path = new SKPath();
            path.AddPoly([.. curve.Points.Select(Place)], curve.IsClosed);
            canvas.DrawPath(path, line);
        }

        for (var point = 0; point < points.Count; point++)
        {
            canvas.DrawCircle(Place(point), lineWidth * 1.4f, dot);
        }
    }

    /// <summary>Draws a face box.</summary>
    public static void DrawBox(SKCanvas canvas, FaceBox box, float scale, float lineWidth)
    {
        using var line = Stroke(BoxColor, lineWidth);
        canvas.DrawRect(
            (box.Left + 0.5f) * scale, (box.Top + 0.5f) * scale, box.Width * scale, box.Height * scale, line);
    }

    /// <summary>Writes a line of text.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="text">The text, in any script.</param>
    /// <param name="x">Left edge in pixels.</param>
    /// <param name="y">Upper edge of the capitals in pixels.</param>
    /// <param name="heightPx">Height of the capitals in pixels.</param>
    /// <param name="color">Its colour.</param>
    public static void DrawText(SKCanvas canvas, string text, float x, float y, float heightPx, SKColor color) =>
        TextPen.Draw(canvas, text, x, y, heightPx, color);

    private static SKPaint Stroke(SKColor color, float width) => new()
    {
        Style = SKPaintStyle.Stroke,
        StrokeWidth = width,
        Color = color,
        IsAntialias = true,
    };
}
