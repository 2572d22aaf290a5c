using System.Globalization;
using System.Text;

namespace Faceptor.Evaluation.Reporting;

/// <summary>
/// A small line chart as inline SVG: the values faintly, their moving mean boldly. Its colours come from the page.
/// </summary>
internal sealed record LineChart
{
    private const int Width = 300;
    private const int Height = 170;
    private const int Left = 44;
    private const int Right = 10;
    private const int Top = 12;
    private const int Bottom = 24;

    /// <summary>Above this ratio of largest to smallest value the axis is logarithmic.</summary>
    private const double LogRatio = 8;

    /// <summary>More points than a chart has pixels only make a page large; then neighbours are put together.</summary>
    private const int MaxPoints = 400;

    /// <summary>Whether a moving mean is drawn over the values.</summary>
    public bool IsSmoothed { get; init; } = true;

    /// <summary>Whether every value is marked.</summary>
    public bool HasPoints { get; init; }

    /// <summary>Whether the axis may be logarithmic.</summary>
    public bool AllowsLogScale { get; init; } = true;

    /// <summary>Values that a line across the chart marks, each with a class of the style sheet.</summary>
    public IReadOnlyList<(string Style, double Value)> Levels { get; init; } = [];

    /// <summary>How values are written.</summary>
    public Func<double, string> Label { get; init; } = Number;

    /// <summary>Draws a curve; values that are not finite are left out.</summary>
    /// <param name="steps">Steps, rising.</param>
    /// <param name="values">A value a step.</param>
    public string Draw(IReadOnlyList<int> steps, IReadOnlyList<double> values)
    {
        var lastStep = steps.Count == 0 ? 0 : steps[^1];
        var points = Thin([.. steps.Zip(values, (step, value) => ((double)step, value))
            .Where(point => double.IsFinite(point.value))]);
        var levels = Levels.Where(level => double.IsFinite(level.Value)).ToArray();
        var all = points.Select(point => point.Value).Concat(levels.Select(level => level.Value)).ToArray();
        if (points.Length == 0)
        {
            return Open().Append("</svg>").ToString();
        }

        var (low, high) = (all.Min(), all.Max());
        var isLog = AllowsLogScale && low > 0 && high / low > LogRatio;
        double Scaled(double value) => isLog ? Math.Log(value) : value;
        var isFlat = low.Equals(high);
        var span = isFlat ? 1 : Scaled(high) - Scaled(low);
        var top = isFlat ? Scaled(high) + (span / 2) : Scaled(high);
        var bottom = top - span;
        double X(double step) => Left + ((Width - Left - Right) * step / lastStep);
        double Y(double value) => Top + ((Height - Top - Bottom) * (1 - ((Scaled(value) - bottom) / span)));

        var svg = Open();
        foreach (var share in isFlat ? [0.5] : new[] { 0, 0.5, 1 })
        {
            var scaled = top - (share * span);
            AppendGridLine(svg, Top + ((Height - Top - Bottom) * share), Label(isLog ? Math.Exp(scaled) : scaled));
        }

        foreach (var (style, value) in levels)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<line class="{style}" x1="{Left}" x2="{Width - Right}" y1="{Y(value):F1}" y2="{Y(value):F1}"/>""");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 6}\">step 0</text>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<text x="{Width - Right}" y="{Height - 6}" text-anchor="end">{lastStep}</text>""");
        double[] xs = [.. points.Select(point => X(point.Step))];
        double[] raw = [.. points.Select(point => point.Value)];
        AppendLine(svg, IsSmoothed ? "raw" : "mean", xs, [.. raw.Select(Y)]);
        if (IsSmoothed)
        {
            AppendLine(svg, "mean", xs, [.. Smooth(raw).Select(Y)]);
        }

        foreach (var point in HasPoints ? points : [])
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<circle class="dot" cx="{X(point.Step):F1}" cy="{Y(point.Value):F1}" r="2.6"/>""");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>
    /// Each value's mean with its neighbours, a fifteenth of the curve to either side; fewer at the ends.
    /// </summary>
    public static double[] Smooth(IReadOnlyList<double> values)
    {
        var radius = values.Count / 15;
        return
        [
            .. Enumerable.Range(0, values.Count).Select(index =>
            {
                var reach = Math.Min(radius, Math.Min(index, values.Count - 1 - index));
                return values.Skip(index - reach).Take((2 * reach) + 1).Average();
            }),
        ];
    }

    /// <summary>Three significant digits, without a long row of zeros or digits.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 1e5 or (> 0 and < 1e-3) => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        _ => value.ToString("G3", CultureInfo.InvariantCulture),
    };

    private static StringBuilder Open() => new($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">");

    private static (double Step, double Value)[] Thin((double Step, double Value)[] points)
    {
        var size = (points.Length + MaxPoints - 1) / MaxPoints;
        return size <= 1
            ? points
            : [.. points.Chunk(size).Select(part => (part[^1].Step, part.Average(point => point.Value)))];
    }

    private static void AppendGridLine(StringBuilder svg, double y, string label)
    {
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{y:F1}" y2="{y:F1}"/>""");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<text x="{Left - 6}" y="{y + 3.5:F1}" text-anchor="end">{HtmlPage.Encode(label)}</text>""");
    }

    private static void AppendLine(StringBuilder svg, string style, double[] xs, double[] ys)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"");
        foreach (var (x, y) in xs.Zip(ys))
        {
            svg.Append(CultureInfo.InvariantCulture, $"{x:F1},{y:F1} ");
        }

        svg.Append("\"/>");
    }
}
