using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Faceptor.Evaluation.Reporting;
using Faceptor.Models;

namespace Faceptor.Training.Tests.Reporting;

public sealed class LayerPreferenceChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Draw_gives_a_document_with_a_row_a_task_and_a_column_a_block()
    {
        var chart = XElement.Parse(LayerPreferenceChart.Draw(
        [
            Preference(FaceTasks.AgeMorph2, [3, 6, 12], [0.5f, 0.3f, 0.2f], [0.1f, 0.5f, 0.4f]),
            Preference(FaceTasks.Landmarks300W, [12], [1f], [1f]),
        ]));

        var texts = Texts(chart);
        Assert.Equal(["3", "6", "12"], texts.Where(text => int.TryParse(text, out _)));
        Assert.Contains("MORPH II (age)", texts);
        Assert.Contains("300W (landmarks)", texts);

        // The mean over the two decoder layers; the other task looks at the last block only.
        Assert.Equal(["30 %", "40 %", "30 %", "100 %"], texts.Where(IsPercent).Take(4));
        Assert.Equal(2, chart.Elements(Svg + "rect").Count(cell => (string?)cell.Attribute("class") == "none"));
    }

    [Fact]
    public void A_larger_share_has_a_stronger_ground()
    {
        var chart = XElement.Parse(
            LayerPreferenceChart.Draw([Preference(FaceTasks.AgeMorph2, [1, 2, 3], [0.1f, 0.6f, 0.3f])]));

        var strengths = chart.Elements(Svg + "rect").Take(3).Select(
            cell => double.Parse(cell.Attribute("fill-opacity")!.Value, CultureInfo.InvariantCulture)).ToArray();

        Assert.True(strengths[0] < strengths[2] && strengths[2] < strengths[1]);
        Assert.Equal(1, strengths[1], 1e-9);
    }

    [Fact]
    public void DrawByDecoderLayer_has_a_row_a_layer()
    {
        var chart = XElement.Parse(LayerPreferenceChart.DrawByDecoderLayer(
            Preference(FaceTasks.AgeMorph2, [1, 2], [0.25f, 0.75f], [0.62f, 0.38f])));

        Assert.Equal(["25 %", "75 %", "62 %", "38 %"], Texts(chart).Where(IsPercent).Take(4));
        Assert.Contains("decoder layer 2", Texts(chart));
    }

    [Fact]
    public void Draw_needs_a_preference()
    {
        Assert.Throws<ArgumentException>(() => LayerPreferenceChart.Draw([]));
    }

    private static string[] Texts(XElement chart) => [.. chart.Elements(Svg + "text").Select(text => text.Value)];

    private static bool IsPercent(string text) => text.EndsWith('%') && char.IsDigit(text[0]);

    private static LayerPreference Preference(
        FaceTask task, ImmutableArray<int> levels, params ImmutableArray<float>[] mass) => new()
        {
            Task = task,
            Levels = levels,
            Mass = [.. mass],
            MassByQuery = [],
        };
}
