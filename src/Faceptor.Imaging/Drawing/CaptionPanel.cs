using System.Collections.Immutable;
using System.Globalization;
using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>What stands below a drawing: what the faces look like, and what the colours mean.</summary>
internal static class CaptionPanel
{
    /// <summary>Ground of the panel.</summary>
    public static readonly SKColor Ground = new(16, 20, 28);

    /// <summary>Colour of the numbers of faces.</summary>
    public static readonly SKColor NumberColor = new(255, 200, 64);

    private const float MinTextPx = 8;
    private const float MaxTextPx = 120;
    private const long MaxPixels = 64_000_000; // as many as an image may have
    private const float LineRatio = 1.9f;
    private const int MaxFaces = 12;
    private const int MaxLinesAFact = 3;
    private static readonly SKColor TextColor = new(245, 247, 250);
    private static readonly SKColor SoftColor = new(170, 178, 190);
    private static readonly SKColor DoubtColor = new(255, 170, 90);

    /// <summary>Height of the capitals in pixels: a drawing is looked at as a whole, so text grows with it.</summary>
    /// <param name="widthPx">Width of the drawing.</param>
    public static float TextHeight(int widthPx) => Math.Clamp(widthPx / 56f, MinTextPx, MaxTextPx);

    /// <summary>Draws the panel.</summary>
    /// <param name="widthPx">Its width.</param>
    /// <param name="faces">The faces.</param>
    /// <returns>Null where there is nothing to say, or an image of a few rows is too wide for words below it.</returns>
    public static RgbImage? Draw(int widthPx, ImmutableArray<FacePrediction> faces)
    {
        var height = TextHeight(widthPx);
        var margin = height * 1.2f;
        var lines = Rows(faces, widthPx - (2 * margin), height);
        var heightPx = (int)Math.Ceiling((lines.Count * height * LineRatio) + (2 * height));
        if (lines.Count == 0 || (long)widthPx * heightPx > MaxPixels)
        {
            return null;
        }

        using var canvas = new SkiaImage(widthPx, heightPx);
        canvas.Canvas.Clear(Ground);
        foreach (var (row, line) in lines.Index())
        {
            var (x, y) = (margin, height + (row * height * LineRatio) + (height * (LineRatio - 1) / 2));
            foreach (var part in line)
            {
                if (part.Swatch is { } color)
                {
                    using var paint = new SKPaint { Color = color, IsAntialias = true };
                    canvas.Canvas.DrawRect(x, y, height, height, paint);
                    x += height * 1.5f;
                }

                TextPen.Draw(canvas.Canvas, part.Text, x, y, height, part.Color);
                x += TextPen.Measure(part.Text, height) + (height * 1.2f);
            }
        }

        return canvas.Read();
    }

    private static List<List<Part>> Rows(ImmutableArray<FacePrediction> faces, float widthPx, float heightPx)
    {
        var rows = new List<List<Part>>();
        if (faces.IsEmpty)
        {
            Add("no face found", SoftColor, string.Empty);
        }

        foreach (var (index, face) in faces.Take(MaxFaces).Index())
        {
            var number = faces.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $"{index + 1}: ") : string.Empty;
            var lines = Overlay.CaptionLines(face);
            foreach (var line in lines)
            {
                Add(line, TextColor, number);
            }

            if (face.Confidence.IsLow)
            {
                Add(face.Confidence.Summary, DoubtColor, number);
            }
        }

        if (faces.Length > MaxFaces)
        {
            Add($"and {faces.Length - MaxFaces} faces more", SoftColor, string.Empty);
        }

        if (faces.Any(face => face.LearnedFrom is { IsSyntheticOnly: true }))
        {
            Add("learned from synthetic faces only: means nothing about photographs", DoubtColor, string.Empty);
        }

        rows.AddRange(Flow(Points(faces), widthPx, heightPx));
        rows.AddRange(Flow(Classes(faces), widthPx, heightPx));
        return rows;

        void Add(string text, SKColor color, string number) => rows.AddRange(
            SheetLayout.Wrap(number + text, widthPx, heightPx, MaxLinesAFact)
                .Select(line => (List<Part>)[new Part(line, color)]));
    }

    private static IEnumerable<Part> Points(ImmutableArray<FacePrediction> faces) =>
        (faces.FirstOrDefault()?.Landmarks ?? []).Index().Select(entry => new Part(
            string.Create(
                CultureInfo.InvariantCulture, $"{entry.Item.Points.Length} points ({entry.Item.Task.DatasetName})"),
            SoftColor,
            FaceMarks.PointColor(entry.Index)));

    // The classes that can be seen, under the dataset that names them.
    private static IEnumerable<Part> Classes(ImmutableArray<FacePrediction> faces)
    {
        ParsingPrediction[] maps =
            [.. faces.SelectMany(face => face.Parsing.Take(1)).Where(parsing => parsing.Map is not null)];
        if (maps.Length == 0)
        {
            return [];
        }

        var seen = new bool[byte.MaxValue + 1];
        foreach (var map in maps)
        {
            foreach (var value in map.Map!.Classes)
            {
                seen[value] = true;
            }
        }

        return maps[0].Task.Parsing!.Classes.Index().Skip(1).Where(entry => seen[entry.Index])
            .Select(entry => new Part(
                entry.Item.Title, SoftColor, new SKColor(entry.Item.Red, entry.Item.Green, entry.Item.Blue)))
            .Append(new Part($"({maps[0].Task.DatasetName})", SoftColor));
    }

    private static List<List<Part>> Flow(IEnumerable<Part> parts, float widthPx, float heightPx)
    {
        var rows = new List<List<Part>>();
        var room = 0f;
        foreach (var part in parts)
        {
            var width = TextPen.Measure(part.Text, heightPx) + (heightPx * (part.Swatch is null ? 1.2f : 2.7f));
            if (rows.Count == 0 || width > room)
            {
                rows.Add([]);
                room = widthPx;
            }

            rows[^1].Add(part);
            room -= width;
        }

        return rows;
    }

    /// <summary>A piece of a line.</summary>
    /// <param name="Text">What it says.</param>
    /// <param name="Color">Colour of the text.</param>
    /// <param name="Swatch">A colour that it explains; null for none.</param>
    private sealed record Part(string Text, SKColor Color, SKColor? Swatch = null);
}
