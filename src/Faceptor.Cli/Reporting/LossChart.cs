using System.Globalization;
using System.Text;

namespace Faceptor.Cli.Reporting;

/// <summary>A small line chart as inline SVG: the values faintly, their moving mean boldly.</summary>
internal static class LossChart
{
    private const int Width = 300;
    private const int Height = 170;
    private const int Left = 44;
    private const int Right = 10;
    private const int Top = 12;
    private const int Bottom = 24;

    /// <summary>Above this ratio of largest to smallest value the axis is logarithmic.</summary>
    private const double LogRatio = 8;

    /// <summary>Draws a curve.</summary>
    /// <param name="steps">Steps, rising.</param>
    /// <param name="values">A value a step.</param>
    public static string Draw(IReadOnlyList<int> steps, IReadOnlyList<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        var isLog = low > 0 && high / low > LogRatio;
        double Scaled(double value) => isLog ? Math.Log(value) : value;
        var (bottom, top) = (Scaled(low), Scaled(high));
        var span = top > bottom ? top - bottom : 1;
        (double X, double Y) Place(int index, double value) => (
            Left + ((Width - Left - Right) * (double)steps[index] / steps[^1]),
            Top + ((Height - Top - Bottom) * (1 - ((Scaled(value) - bottom) / span))));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">");
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            var y = Top + ((Height - Top - Bottom) * share);
            var scaled = top - (share * span);
            var value = isLog ? Math.Exp(scaled) : scaled;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{y:F1}" y2="{y:F1}"/>""");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<text x="{Left - 6}" y="{y + 3.5:F1}" text-anchor="end">{Label(value)}</text>""");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 6}\">step 0</text>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<text x="{Width - Right}" y="{Height - 6}" text-anchor="end">{steps[^1]}</text>""");
        AppendLine(svg, "raw", values, Place);
        AppendLine(svg, "mean", Smooth(values), Place);
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

    private static void AppendLine(
        StringBuilder svg, string style, IReadOnlyList<double> values, Func<int, double, (double X, double Y)> place)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"");
        for (var index = 0; index < values.Count; index++)
        {
            var (x, y) = place(index, values[index]);
            svg.Append(CultureInfo.InvariantCulture, $"{x:F1},{y:F1} ");
        }

        svg.Append("\"/>");
    }

    private static string Label(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "F0" : "G3", CultureInfo.InvariantCulture);
}
