using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>
/// Writes text: characters of ASCII as strokes, which look the same everywhere, others in fonts of the system. What no
/// font has is written without its accents, or else as its code point: never as an empty box.
/// </summary>
/// <remarks>
/// Letters are not joined: Arabic and Indic scripts can be read but look unlike print. Words of scripts that run from the
/// right are turned round one by one.
/// </remarks>
internal static class TextPen
{
    private const float FontSize = 100;

    /// <summary>Width of a text in pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="heightPx">Height of the capitals in pixels.</param>
    public static float Measure(string text, float heightPx)
    {
        var width = 0f;
        foreach (var run in TextRun.Split(text))
        {
            width += Advance(run, heightPx);
        }

        // Nothing follows the last character.
        return Math.Max(0, width - LineFont.GapOf(heightPx));
    }

    /// <summary>Writes a line of text.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">Left edge in pixels.</param>
    /// <param name="y">Upper edge of the capitals in pixels.</param>
    /// <param name="heightPx">Height of the capitals in pixels.</param>
    /// <param name="color">Its colour.</param>
    public static void Draw(SKCanvas canvas, string text, float x, float y, float heightPx, SKColor color)
    {
        using var stroke = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = heightPx / 6.5f,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
            Color = color,
            IsAntialias = true,
        };
        using var fill = new SKPaint { Color = color, IsAntialias = true };
        foreach (var run in TextRun.Split(text))
        {
            if (run.Typeface is { } typeface)
            {
                using var font = new SKFont(typeface, SizeOf(typeface, heightPx)) { Subpixel = true };
                canvas.DrawText(run.Text, x, y + heightPx, font, fill);
            }
            else
            {
                using var path = LineFont.Trace(run.Text, x, y, heightPx);
                canvas.DrawPath(path, stroke);
            }

            x += Advance(run, heightPx);
        }
    }

    private static float Advance(TextRun run, float heightPx)
    {
        if (run.Typeface is not { } typeface)
        {
            return LineFont.Advance(run.Text, heightPx);
        }

        using var font = new SKFont(typeface, SizeOf(typeface, heightPx));
        return font.MeasureText(run.Text) + LineFont.GapOf(heightPx);
    }

    private static float SizeOf(SKTypeface typeface, float heightPx)
    {
        using var font = new SKFont(typeface, FontSize);
        var capitals = font.Metrics.CapHeight;
        // Fonts without capitals do not say; in most, capitals take seven tenths of the size.
        return heightPx / (capitals > 0 ? capitals / FontSize : 0.7f);
    }
}
