using System.Globalization;
using System.Text;
using Faceptor.Models;

namespace Faceptor.Evaluation.Reporting;

/// <summary>
/// Draws which encoder blocks tasks prefer: a row a task, a column a block, the darker the larger the share.
/// </summary>
/// <remarks>
/// The drawings are SVG documents of their own, for a page or a file; inside a report they take its colours, light or
/// dark. They need no font in particular.
/// </remarks>
internal static class LayerPreferenceChart
{
    private const int CellWidth = 52;
    private const int CellHeight = 30;
    private const int CellGap = 3;
    private const int LabelWidth = 190;
    private const int Top = 46;
    private const int LegendHeight = 44;
    private const int Margin = 10;

    /// <summary>From this share of the largest on, ground is so strong that text on it is light.</summary>
    private const double StrongShare = 0.55;

    private const string Style = """
        .preference text { font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        .preference .cell { fill: var(--accent, #0f766e); }
        .preference .weak { fill: var(--ink, #1d2129); font-size: 12px; }
        .preference .strong { fill: var(--card, #fff); font-size: 12px; }
        .preference .name { fill: var(--ink, #1d2129); font-size: 12.5px; }
        .preference .soft { fill: var(--soft, #667085); font-size: 12px; }
        .preference .none { fill: none; stroke: var(--line, #e4e4df); }
        """;

    /// <summary>Draws tasks, each as the mean over the decoder's layers.</summary>
    /// <param name="preferences">The tasks' preferences, in the order of the rows; at least one.</param>
    /// <returns>An SVG document.</returns>
    /// <exception cref="ArgumentException">There are no preferences.</exception>
    public static string Draw(IReadOnlyList<LayerPreference> preferences)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        if (preferences.Count == 0)
        {
            throw new ArgumentException("a chart needs at least one preference, got none.", nameof(preferences));
        }

        int[] blocks = [.. preferences.SelectMany(preference => preference.Levels).Distinct().Order()];
        return DrawRows(blocks, [.. preferences.Select(preference => (RowName(preference), Means(preference)))]);
    }

    /// <summary>Draws one task, a row for each layer of the decoder.</summary>
    /// <param name="preference">The task's preference.</param>
    /// <returns>An SVG document.</returns>
    public static string DrawByDecoderLayer(LayerPreference preference)
    {
        ArgumentNullException.ThrowIfNull(preference);
        return DrawRows(
            [.. preference.Levels],
            [
                .. preference.Mass.Select((shares, layer) =>
                    ($"decoder layer {layer + 1}", ByBlock(preference, shares))),
            ]);
    }

    private static string RowName(LayerPreference preference) =>
        $"{preference.Task.DatasetName} ({preference.Task.Id.Split('/')[0]})";

    private static Dictionary<int, double> Means(LayerPreference preference) => ByBlock(
        preference,
        [.. preference.Levels.Select((_, level) => preference.Mass.Average(layer => layer[level]))]);

    private static Dictionary<int, double> ByBlock(LayerPreference preference, IReadOnlyList<float> shares) =>
        preference.Levels.Zip(shares).ToDictionary(pair => pair.First, pair => (double)pair.Second);

    private static string DrawRows(int[] blocks, (string Name, Dictionary<int, double> Shares)[] rows)
    {
        var largest = Math.Max(rows.Max(row => row.Shares.Values.Max()), 1e-9);
        var width = LabelWidth + (blocks.Length * CellWidth) + Margin;
        var height = Top + (rows.Length * CellHeight) + LegendHeight;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"preference\" viewBox=\"0 0 {width} {height}\" "
            + $"style=\"max-width:{width}px\" role=\"img\"><style>{Style}</style>");
        Text(svg, "soft", LabelWidth + (blocks.Length * CellWidth / 2.0), 16, "middle", "encoder block");
        foreach (var (column, block) in blocks.Index())
        {
            Text(
                svg,
                "name",
                LabelWidth + ((column + 0.5) * CellWidth),
                Top - 8,
                "middle",
                block.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (place, row) in rows.Index())
        {
            var top = Top + (place * CellHeight);
            Text(svg, "name", LabelWidth - 10, top + (CellHeight / 2.0) + 4, "end", Shorten(row.Name));
            foreach (var (column, block) in blocks.Index())
            {
                var left = LabelWidth + (column * CellWidth);
                Cell(svg, left, top, row.Shares.TryGetValue(block, out var share) ? share : null, largest);
            }
        }

        Legend(svg, Top + (rows.Length * CellHeight) + 14, largest);
        return svg.Append("</svg>").ToString();
    }

    private static void Cell(StringBuilder svg, int left, int top, double? share, double largest)
    {
        var strength = (share ?? 0) / largest;
        var (style, opacity) = share is null ? ("none", 1) : ("cell", 0.04 + (0.96 * strength));
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect class=\"{style}\" x=\"{left}\" y=\"{top}\" width=\"{CellWidth - CellGap}\" "
            + $"height=\"{CellHeight - CellGap}\" rx=\"4\" fill-opacity=\"{opacity:F3}\"/>");
        if (share is { } value)
        {
            Text(
                svg,
                strength > StrongShare ? "strong" : "weak",
                left + ((CellWidth - CellGap) / 2.0),
                top + ((CellHeight - CellGap) / 2.0) + 4,
                "middle",
                Percent(value));
        }
    }

    private static void Legend(StringBuilder svg, int top, double largest)
    {
        const int NumParts = 6;
        const int PartWidth = 24;
        Text(svg, "soft", LabelWidth - 10, top + 11, "end", "share of attention: 0 %");
        for (var part = 0; part < NumParts; part++)
        {
            var opacity = 0.04 + (0.96 * part / (NumParts - 1));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect class=\"cell\" x=\"{LabelWidth + (part * PartWidth)}\" y=\"{top}\" width=\"{PartWidth}\" "
                + $"height=\"14\" fill-opacity=\"{opacity:F3}\"/>");
        }

        Text(svg, "soft", LabelWidth + (NumParts * PartWidth) + 8, top + 11, "start", Percent(largest));
    }

    private static string Percent(double share) =>
        (100 * share).ToString(share < 0.0995 ? "F1" : "F0", CultureInfo.InvariantCulture) + " %";

    private static string Shorten(string name) => name.Length <= 28 ? name : name[..27] + "…";

    private static void Text(StringBuilder svg, string style, double x, double y, string anchor, string text) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"{style}\" x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">"
            + $"{HtmlPage.Encode(text)}</text>");
}
