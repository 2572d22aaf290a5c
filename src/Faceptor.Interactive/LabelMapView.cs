using Faceptor.Imaging;

namespace Faceptor.Interactive;

/// <summary>A map of classes as a notebook shows it: a colour a class, and which colour is what.</summary>
internal static class LabelMapView
{
    private const int NumClasses = 256;
    private const double GoldenAngle = 0.381966; // of a turn: neighbours in number are far apart in colour

    public static string Html(ParsingPrediction parsing) => parsing.Map is { } map
        ? Html(map, parsing.Task.Parsing)
        : Interactive.Html.Table(Rows(parsing));

    public static string Text(ParsingPrediction parsing) => Interactive.Html.Lines(Rows(parsing));

    public static string Html(LabelMap map, ParsingSchema? schema)
    {
        var classes = Classes(map, schema);
        var legend = string.Concat(classes.Select(entry =>
            $"<tr><td>{Interactive.Html.Swatch(entry.Color.Red, entry.Color.Green, entry.Color.Blue)}</td>"
            + $"<td style=\"text-align:left\">{Interactive.Html.Encode(entry.Name)}</td>"
            + $"<td>{Interactive.Html.Encode(Percent(entry.Share))}</td></tr>"));
        return Interactive.Html.Row(
            [Interactive.Html.Image(Draw(map, schema), Header(map)), $"<table>{legend}</table>"]);
    }

    public static string Text(LabelMap map, ParsingSchema? schema) =>
        Header(map) + "\n" + Interactive.Html.Lines(
            Classes(map, schema).Select(entry => (entry.Name, Percent(entry.Share))));

    /// <summary>The map in colours.</summary>
    public static RgbImage Draw(LabelMap map, ParsingSchema? schema)
    {
        var image = new RgbImage(map.Width, map.Height);
        for (var index = 0; index < map.Classes.Length; index++)
        {
            var (red, green, blue) = ColorOf(map.Classes[index], schema);
            (image.Pixels[3 * index], image.Pixels[(3 * index) + 1], image.Pixels[(3 * index) + 2]) = (red, green, blue);
        }

        return image;
    }

    // The classes that are there, by number.
    private static IEnumerable<(string Name, (byte Red, byte Green, byte Blue) Color, double Share)> Classes(
        LabelMap map, ParsingSchema? schema)
    {
        var counts = new long[NumClasses];
        foreach (var value in map.Classes)
        {
            counts[value]++;
        }

        return counts.Index().Where(entry => entry.Item > 0).Select(entry => (
            NameOf(entry.Index, schema), ColorOf((byte)entry.Index, schema), (double)entry.Item / map.Classes.Length));
    }

    private static string NameOf(int number, ParsingSchema? schema) =>
        schema is not null && number < schema.Classes.Length
            ? schema.Classes[number].Title
            : Interactive.Html.Invariant($"class {number}");

    private static (byte Red, byte Green, byte Blue) ColorOf(byte number, ParsingSchema? schema)
    {
        if (schema is not null && number < schema.Classes.Length)
        {
            var known = schema.Classes[number];
            return (known.Red, known.Green, known.Blue);
        }

        if (number == 0)
        {
            return (0, 0, 0);
        }

        var hue = number * GoldenAngle;
        return (Channel(hue), Channel(hue + (1 / 3.0)), Channel(hue + (2 / 3.0)));
    }

    private static byte Channel(double turn) => (byte)(150 + (100 * Math.Cos(2 * Math.PI * turn)));

    private static IEnumerable<(string Name, string Value)> Rows(ParsingPrediction parsing) => parsing.Areas
        .Where(area => area.AreaPx > 0)
        .Select(area => (area.Title, Percent(area.ShareRatio)));

    private static string Header(LabelMap map) =>
        Interactive.Html.Invariant($"label map, {map.Width} x {map.Height} pixels");

    private static string Percent(double ratio) => Interactive.Html.Invariant($"{100 * ratio:F1} %");
}
