using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>What sheets of images have in common: ground, text that fits, images side by side.</summary>
internal static class SheetLayout
{
    /// <summary>Pixels between two cells and around them.</summary>
    public const int Gap = 6;

    public static readonly SKColor Ground = new(24, 26, 32);
    public static readonly SKColor TextColor = new(230, 232, 238);

    /// <summary>A sheet of bare ground.</summary>
    public static RgbImage Empty(int width, int height)
    {
        var sheet = new RgbImage(width, height);
        for (var pixel = 0; pixel < sheet.Pixels.Length; pixel += 3)
        {
            (sheet.Pixels[pixel], sheet.Pixels[pixel + 1], sheet.Pixels[pixel + 2]) =
                (Ground.Red, Ground.Green, Ground.Blue);
        }

        return sheet;
    }

    /// <summary>Lays cells of one size out in rows, a gap between and around them.</summary>
    public static RgbImage Arrange(IReadOnlyList<RgbImage> cells, int columns)
    {
        var (width, height) = (cells[0].Width + Gap, cells[0].Height + Gap);
        var rows = (cells.Count + columns - 1) / columns;
        var sheet = Empty((columns * width) + Gap, (rows * height) + Gap);
        foreach (var (place, cell) in cells.Index())
        {
            Paste(sheet, cell, Gap + (place % columns * width), Gap + (place / columns * height));
        }

        return sheet;
    }

    /// <summary>Copies an image onto a larger one.</summary>
    public static void Paste(RgbImage target, RgbImage image, int left, int top)
    {
        for (var y = 0; y < image.Height; y++)
        {
            image.Row(y).CopyTo(target.Row(top + y)[(left * 3)..]);
        }
    }

    /// <summary>An image at another size: shrunk as area means, enlarged smoothly.</summary>
    public static RgbImage Fit(RgbImage image, int width, int height)
    {
        if (width < image.Width)
        {
            return Resize.BilinearAntialiased(image, width, height);
        }

        using var canvas = new SkiaImage(width, height);
        canvas.DrawPixels(image);
        return canvas.Read();
    }

    /// <summary>Breaks a text between words into lines that fit; what has no room ends in two points.</summary>
    /// <param name="text">The text.</param>
    /// <param name="widthPx">Room for a line.</param>
    /// <param name="heightPx">Height of the capitals.</param>
    /// <param name="maxLines">How many lines there may be.</param>
    public static IReadOnlyList<string> Wrap(string text, float widthPx, float heightPx, int maxLines)
    {
        const char Bound = '\u00A0';
        var lines = new List<string>();

        // A number keeps its unit beside it.
        var words = text.Replace(" %", $"{Bound}%", StringComparison.Ordinal).Split(' ');
        foreach (var word in words.Select(word => word.Replace(Bound, ' ')))
        {
            var longer = lines.Count == 0 ? word : $"{lines[^1]} {word}";
            if (lines.Count > 0 && TextPen.Measure(longer, heightPx) <= widthPx)
            {
                lines[^1] = longer;
            }
            else if (lines.Count < maxLines)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] += " ..";
                break;
            }
        }

        return [.. lines.Select(line => Cut(line, widthPx, heightPx))];
    }

    /// <summary>
    /// Writes a line into the middle of its height: a long one smaller, a longer one cut off at what can still be read.
    /// </summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">Left edge in pixels.</param>
    /// <param name="y">Upper edge of the line in pixels.</param>
    /// <param name="widthPx">Room for the text.</param>
    /// <param name="lineHeightPx">Height of the line.</param>
    /// <param name="color">Its colour.</param>
    public static void DrawLine(
        SKCanvas canvas, string text, float x, float y, float widthPx, float lineHeightPx, SKColor color)
    {
        const float MinHeightRatio = 0.28f;
        var height = lineHeightPx * 0.5f;
        var width = TextPen.Measure(text, height);
        var fitting = width <= widthPx
            ? height
            : Math.Max(height * widthPx / width, lineHeightPx * MinHeightRatio);
        FaceMarks.DrawText(canvas, text, x, y + ((lineHeightPx - fitting) / 2), fitting, color);
    }

    private static string Cut(string line, float widthPx, float heightPx)
    {
        if (TextPen.Measure(line, heightPx) <= widthPx)
        {
            return line;
        }

        var length = line.Length;
        while (length > 0 && TextPen.Measure(line[..length] + "..", heightPx) > widthPx)
        {
            length--;
        }

        return line[..length].TrimEnd(' ', '.') + "..";
    }
}
