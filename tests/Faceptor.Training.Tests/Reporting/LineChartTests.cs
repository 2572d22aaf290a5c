using System.Xml.Linq;
using Faceptor.Training.Reporting;

namespace Faceptor.Training.Tests.Reporting;

public sealed class LineChartTests
{
    [Fact]
    public void Draw_places_the_largest_value_at_the_top_and_the_last_step_at_the_right()
    {
        var svg = XElement.Parse(LineChart.Draw([10, 20], [3, 1]));

        var points = svg.Elements("polyline").First().Attribute("points")!.Value.Trim().Split(' ');
        Assert.Equal("167.0,12.0", points[0]);
        Assert.Equal("290.0,146.0", points[1]);
    }

    [Fact]
    public void Draw_manages_a_flat_curve_of_one_point()
    {
        var svg = LineChart.Draw([1], [0]);

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
}
