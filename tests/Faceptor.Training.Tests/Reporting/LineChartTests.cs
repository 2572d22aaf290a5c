using System.Xml.Linq;
using Faceptor.Evaluation.Reporting;

namespace Faceptor.Training.Tests.Reporting;

public sealed class LineChartTests
{
    [Fact]
    public void Draw_places_the_largest_value_at_the_top_and_the_last_step_at_the_right()
    {
        var svg = XElement.Parse(new LineChart().Draw([10, 20], [3, 1]));

        var points = svg.Elements("polyline").First().Attribute("points")!.Value.Trim().Split(' ');
        Assert.Equal("167.0,12.0", points[0]);
        Assert.Equal("290.0,146.0", points[1]);
    }

    [Fact]
    public void Draw_manages_a_flat_curve_of_one_point()
    {
        var svg = new LineChart().Draw([1], [0]);

        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Smooth_keeps_a_straight_line_and_flattens_a_spike()
    {
        var line = Enumerable.Range(0, 45).Select(index => (double)index).ToArray();
        var spike = new double[45];
        spike[20] = 7;

        Assert.Equal(line, LineChart.Smooth(line));
        Assert.Equal(1, LineChart.Smooth(spike)[20], 1e-12);
    }

    [Fact]
    public void Draw_leaves_out_values_that_are_not_finite()
    {
        var svg = XElement.Parse(new LineChart().Draw([10, 20, 30], [3, double.NaN, 1]));

        Assert.Equal(2, svg.Elements("polyline").First().Attribute("points")!.Value.Trim().Split(' ').Length);
    }

    [Fact]
    public void A_level_lies_on_the_scale_of_the_values()
    {
        var chart = new LineChart { Levels = [("baseline", 5)], AllowsLogScale = false };

        var svg = XElement.Parse(chart.Draw([10, 20], [3, 1]));

        var level = svg.Elements("line").Single(line => (string?)line.Attribute("class") == "baseline");
        Assert.Equal("12.0", level.Attribute("y1")!.Value);
        Assert.StartsWith("167.0,79.0", svg.Element("polyline")!.Attribute("points")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_curve_is_thinned_to_what_can_be_seen()
    {
        int[] steps = [.. Enumerable.Range(1, 10_000)];

        var svg = XElement.Parse(new LineChart().Draw(steps, [.. steps.Select(step => (double)step)]));

        var points = svg.Element("polyline")!.Attribute("points")!.Value.Trim().Split(' ');
        Assert.InRange(points.Length, 300, 400);
        Assert.StartsWith("290.0,", points[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5e-5, "5e-5")]
    [InlineData(0.0123, "0.0123")]
    [InlineData(0, "0")]
    [InlineData(12.34, "12.3")]
    [InlineData(65536, "65536")]
    [InlineData(1234567, "1.23e6")]
    public void Number_is_short(double value, string expected)
    {
        Assert.Equal(expected, LineChart.Number(value));
    }
}
