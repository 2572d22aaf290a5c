using System.Text.RegularExpressions;
using Faceptor.Evaluation.Paper;
using Faceptor.Evaluation.Reporting;
using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Training.Progress;
using Faceptor.Training.Reporting;
using Faceptor.Training.Tests.Progress;

namespace Faceptor.Training.Tests.Reporting;

public sealed class HtmlReportTests
{
    private const string Hostile = "<script src=\"https://example.org/x.js\">'&</script>";

    [Fact]
    public void A_report_of_everything_loads_nothing_from_elsewhere()
    {
        var page = HtmlReport.Write(Full("a name"));

        Assert.DoesNotMatch(
            new Regex("(src|href|url|@import)[=(\\s]*[\"']?(https?:)?//", RegexOptions.IgnoreCase), page);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link", page, StringComparison.OrdinalIgnoreCase);
        Assert.All(
            Regex.Matches(page, "<img [^>]*src=\"([^\"]{0,30})"),
            match => Assert.StartsWith("data:image/jpeg;base64,", match.Groups[1].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_cannot_become_markup()
    {
        var page = HtmlReport.Write(Full(Hostile));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("'&<", page, StringComparison.Ordinal);

        // Title (twice), introduction, tile, score, paper, card, loss, preference, fact, advice ...
        Assert.True(Regex.Count(page, "&lt;script") >= 14, "a place for a name was not filled");
    }

    [Fact]
    public void Parts_without_content_are_left_out()
    {
        var page = HtmlReport.Write(new RunReport { Title = "empty" });

        Assert.DoesNotContain("<h2>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<table>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_stand_beside_baseline_and_paper()
    {
        var page = HtmlReport.Write(Full("plain"));

        Assert.Contains("<b>4.25</b>", page, StringComparison.Ordinal);
        Assert.Contains(">9.50<", page, StringComparison.Ordinal);
        Assert.Contains(">1.79<", page, StringComparison.Ordinal);
        Assert.Contains("plain, Table 3", page, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(page, "class=\"published\""));
        Assert.Equal(2, Regex.Count(page, "class=\"dot\""));
    }

    [Fact]
    public void Skipped_steps_are_told()
    {
        Assert.Contains("3 of 20 steps left the weights", HtmlReport.Write(Full("plain")), StringComparison.Ordinal);
    }

    [Fact]
    public void Losses_that_are_not_finite_leave_a_gap_and_break_nothing()
    {
        var broken = Reports.Progress(20) with { TotalLoss = double.NaN, GradientNorm = double.PositiveInfinity };

        var page = HtmlReport.Write(new RunReport { Title = "run", Progress = [Reports.Progress(10), broken] });

        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_run_makes_no_large_page()
    {
        var progress = Enumerable.Range(1, 20_000).Select(Reports.Progress).ToArray();

        var page = HtmlReport.Write(new RunReport { Title = "run", Progress = progress });

        Assert.InRange(page.Length, 10_000, 200_000);
    }

    private static RunReport Full(string name)
    {
        var task = new FaceTask("own/faces", TaskFamily.Age, name, ["young", "old"]);
        var record = Reports.Age(4.25) with { Split = name };
        return new RunReport
        {
            Title = name,
            Introduction = name,
            Tiles = [(name, name)],
            Evaluations =
            [
                new EvaluationEntry(10, [record with { Value = 6 }, record with { Metric = name }]),
                new EvaluationEntry(20, [record, record with { Metric = name }]),
            ],
            Paper = score => score.Metric == "mae_years"
                ? new PaperFigure(3, name, PaperMethod.Base, 1.79, "1.79")
                : null,
            Cards =
            [
                new PredictionCard(name, new LabelComparison(name, name, true), [new RgbImage(8, 8), new RgbImage(400, 9)])
                {
                    Legend = name,
                },
            ],
            CardsNote = name,
            Progress =
            [
                Reports.Progress(10),
                Reports.Progress(20) with
                {
                    TaskLosses = new Dictionary<string, double> { [name] = 1 },
                    SkippedSteps = 3,
                    LossScale = 64,
                    PeakMemoryBytes = 1_000_000_000,
                },
            ],
            Preferences =
            [
                new LayerPreference
                {
                    Task = task, Levels = [1, 2], Mass = [[0.25f, 0.75f]], MassByQuery = [[[0.25f, 0.75f]]],
                },
            ],
            Facts = [new ReportTable(name, name, name, [(name, name)])],
            Advice = new ReportAdvice(name, name, name),
        };
    }
}
