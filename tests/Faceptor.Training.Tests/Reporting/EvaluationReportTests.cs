using Faceptor.Evaluation;
using Faceptor.Evaluation.Paper;
using Faceptor.Evaluation.Reporting;
using Faceptor.Evaluation.Sessions;

namespace Faceptor.Training.Tests.Reporting;

public sealed class EvaluationReportTests
{
    private static readonly MetricRecord[] Records =
    [
        new("landmarks/300w", "valid", "nme/inter-ocular", 0.03456, 0.15, false, 689),
        new("landmarks/300w", "valid", "nme/inter-pupil", 0.05, 0.2, false, 689),
        new("age/morph2", "test", "mae_years", 2.34567, 8.9, false, 10_940),
        new("age/mine", "test", "mae_years", 4, 9, false, 12),
    ];

    [Fact]
    public void Rows_are_those_of_the_papers_tables_measured_or_not()
    {
        var groups = Report().Groups.ToArray();

        Assert.Equal(
            [
                "Landmarks (Tables 3, 5, 9, 14, 15)", "Parsing (Tables 3, 5, 9, 16, 17)", "Age (Tables 3, 4, 6, 8)",
                "Expression (Tables 3, 4, 6, 8)", "Attributes (Tables 3, 4, 6, 9, 12)", "Verification (Tables 3, 7, 13)",
            ],
            groups.Select(group => group.Title));
        Assert.Equal([17, 30, 2, 2, 4, 8], groups.Select(group => group.Rows.Length));
        Assert.Equal(2, groups.SelectMany(group => group.Rows).Count(row => row.Measured is not null));
    }

    [Fact]
    public void Numbers_have_the_papers_decimals_and_units()
    {
        var rows = Report().Groups.SelectMany(group => group.Rows).ToArray();

        var landmarks = Assert.Single(rows, row => row.Name == "300W full");
        Assert.Equal(
            ("3.46", "15.00", "3.00", "2.86", "3.16", "2.93 ADNet"),
            (landmarks.Score, landmarks.Baseline, landmarks.Base, landmarks.Full, landmarks.Naive,
                landmarks.BestSpecialised));
        var age = Assert.Single(rows, row => row.Name == "MORPH II");
        Assert.Equal(("2.346", "8.900", "10,940"), (age.Score, age.Baseline, age.Samples));
        Assert.Contains("Faceptor (ASL) 1.787 (Table 8)", age.Settings, StringComparison.Ordinal);
        var none = Assert.Single(rows, row => row.Name == "COFW");
        Assert.Equal(("–", "–", "3.01"), (none.Score, none.Base, none.Full));
    }

    [Fact]
    public void Rows_that_were_not_asked_for_are_left_out()
    {
        var report = Report() with { Options = new EvaluationOptions { Datasets = ["morph2", "lfw", "ijb-c"] } };

        Assert.Equal(
            ["MORPH II", "LFW", "IJB-C, TAR at FAR 0.001", "IJB-C, TAR at FAR 0.01"],
            report.Groups.SelectMany(group => group.Rows).Select(row => row.Name));
        Assert.Empty((Report() with { Tasks = [] }).Groups);
    }

    [Fact]
    public void Markdown_and_page_name_what_was_not_scored_and_hold_all_scores()
    {
        var report = Report();

        foreach (var text in new[] { EvaluationMarkdown.Of(report), EvaluationHtml.Of(report) })
        {
            Assert.Contains("run.safetensors", text, StringComparison.Ordinal);
            Assert.Contains("2.93 ADNet", text, StringComparison.Ordinal);
            Assert.Contains("WFLW", text, StringComparison.Ordinal);
            Assert.Contains("inter-pupil", text, StringComparison.Ordinal);
            Assert.Contains("age/mine test", text, StringComparison.Ordinal);
        }

        Assert.Contains("- WFLW: expected in \\<there\\>", EvaluationMarkdown.Of(report), StringComparison.Ordinal);
        Assert.Contains("expected in &lt;there&gt;", EvaluationHtml.Of(report), StringComparison.Ordinal);
        Assert.DoesNotContain("http", EvaluationHtml.Of(report), StringComparison.Ordinal);
    }

    /// <summary>Markdown tables break where a row has another number of cells.</summary>
    [Fact]
    public void Every_row_of_a_Markdown_table_has_the_cells_of_its_head()
    {
        var lines = EvaluationMarkdown.Of(Report()).Split('\n');

        var table = 0;
        foreach (var (line, before) in lines.Skip(1).Zip(lines))
        {
            if (line.StartsWith('|'))
            {
                var numCells = line.Count(letter => letter == '|');
                table = before.StartsWith('|') ? table : numCells;
                Assert.Equal(table, numCells);
            }
        }

        Assert.NotEqual(0, table);
    }

    /// <summary>Labels of own tasks are written by whoever made the weight file.</summary>
    [Fact]
    public void Labels_of_a_file_neither_break_the_tables_nor_become_markup()
    {
        var report = Report() with
        {
            Weights = "a`b|c.safetensors",
            Records = [.. Records, new("attributes/mine", "test", "accuracy/a|b <img src=x>\n# [c](d)", 1, 0, true, 3)],
            NotScored = [new UnscoredSplit("x|y", "because\n| of <this> |")],
        };

        var markdown = EvaluationMarkdown.Of(report);
        var page = EvaluationHtml.Of(report);

        Assert.Contains(
            "accuracy, a\\|b \\<img src=x\\> \\# \\[c\\](d) ↑ | 100.0 %", markdown, StringComparison.Ordinal);
        Assert.Contains("- x\\|y: because \\| of \\<this\\> \\|\n", markdown, StringComparison.Ordinal);
        Assert.Contains("Weights: a\\`b\\|c.safetensors.", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<this>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_or_not_whole_is_said_in_every_form()
    {
        var report = Report() with
        {
            Records =
            [
                Records[2] with { Baseline = null, BaselineProblem = "the training list is missing: train.txt" },
                new("identity/ms1mv3", "lfw", "accuracy", 0.8, 0.5, true, 500) { SplitSize = 6_000 },
            ],
        };

        foreach (var text in new[] { EvaluationMarkdown.Of(report), EvaluationHtml.Of(report) })
        {
            Assert.Contains(
                "MORPH II test: baseline: not known, the training list is missing: train.txt",
                text,
                StringComparison.Ordinal);
            Assert.Contains("verification lfw 500 of 6,000 pairs", text, StringComparison.Ordinal);
        }

        Assert.Contains("| not known | 10,940 |", EvaluationMarkdown.Of(report), StringComparison.Ordinal);
        Assert.Contains("| 50.0 % | 500 of 6,000 pairs |", EvaluationMarkdown.Of(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("landmarks/300w", "valid", "nme/inter-ocular", 0.03, nameof(PaperMethod.Base), 3)]
    [InlineData("landmarks/wflw", "test_blur", "nme/inter-ocular", 0.0456, nameof(PaperMethod.Full), 14)]
    [InlineData("age/morph2", "test", "mae_years", 1.869, nameof(PaperMethod.Base), 3)]
    [InlineData("attributes/lfw-73", "test", "accuracy/mean", 0.8795, nameof(PaperMethod.Setting), 9)]
    public void One_number_stands_for_the_paper_where_there_is_room_for_one(
        string dataset, string split, string metric, double value, string method, int table)
    {
        var figure = PaperReference.Of(new MetricRecord(dataset, split, metric, 0, 0, false, 1))!;

        Assert.Equal(value, figure.Value, 1e-12);
        Assert.Equal((method, table), (figure.Method.ToString(), figure.Table));
        Assert.Null(PaperReference.Of(Records[1]));
    }

    private static EvaluationReport Report() => new()
    {
        Weights = "run.safetensors",
        Records = Records,
        NotScored = [new UnscoredSplit("WFLW", "expected in <there>")],
    };
}
