using System.Globalization;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Paper;

namespace Faceptor.Evaluation.Tests.Paper;

public sealed class PaperTablesTests
{
    /// <summary>The paper rounds class scores to one decimal before and after averaging.</summary>
    private const double RoundedMean = 0.1;

    [Fact]
    public void Tables_3_to_9_and_12_to_17_are_there()
    {
        Assert.Equal(
            [3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17], PaperTables.All.Select(table => table.Number).Distinct());
    }

    /// <summary>A digit read wrongly would move a mean.</summary>
    [Theory]
    [InlineData(16, 0, 18, 18, 6)]
    [InlineData(17, 0, 10, 10, 8)]
    [InlineData(7, 0, 5, 5, 3)]
    [InlineData(3, 7, 5, 12, 2)]
    public void Printed_means_are_the_means_of_their_rows(int number, int first, int count, int mean, int numRows)
    {
        var table = Assert.Single(PaperTables.All, table => table.Number == number);

        Assert.Equal(numRows, table.Rows.Length);
        Assert.All(table.Rows, row =>
        {
            var numbers = row.Printed.Skip(first).Take(count).Select(Number).ToArray();
            Assert.Equal(Number(row.Printed[mean]), numbers.Average(), RoundedMean);
        });
    }

    /// <summary>All rows but two, whose numbers the paper quotes from works that do not belong together.</summary>
    [Fact]
    public void The_full_set_of_300W_lies_between_its_parts_as_their_sizes_say()
    {
        var table = Assert.Single(PaperTables.All, table => table.Number == 14);

        Assert.All(table.Rows.Where(row => row.Name is not ("DAN-Menpo" or "LAB")), row =>
        {
            var (common, challenging) = (Number(row.Printed[9]), Number(row.Printed[10]));
            Assert.Equal(Number(row.Printed[11]), ((554 * common) + (135 * challenging)) / 689, 0.015);
        });
    }

    /// <summary>What stands in two tables is the same number, unless the paper itself rounds or contradicts.</summary>
    [Fact]
    public void Tables_agree_about_the_same_method()
    {
        Assert.All(PaperTables.Figures, figures => Assert.All(
            figures.Scores.GroupBy(score => (score.Method, score.Method == PaperMethod.Full ? "" : score.Row)),
            scores => Assert.Single(scores.Select(score => score.Printed).Distinct())));
    }

    [Theory]
    [InlineData("landmarks/300w", "valid", "nme/inter-ocular", "3.16", "3.00", "2.86", "ADNet", "2.93")]
    [InlineData("landmarks/300w", "valid_common", "nme/inter-ocular", "2.75", "2.60", "2.52", "ADNet", "2.53")]
    [InlineData("landmarks/wflw", "test", "auc_10/inter-ocular", null, null, "60.24", "ADNet", "60.22")]
    [InlineData("landmarks/wflw", "test", "failure_rate_10/inter-ocular", null, null, "1.92", "DTLD+", "2.68")]
    [InlineData("landmarks/aflw19", "test_full", "auc_7/box-side", null, null, "81.11", "LUVLi", "68.00")]
    [InlineData("parsing/celebamask-hq", "test", "f1/mean", "88.04", "88.22", "88.2", "DML-CSR", "86.1")]
    [InlineData("parsing/celebamask-hq", "test", "f1/neckl", null, null, "61.6", "DML-CSR", "40.6")]
    [InlineData("age/morph2", "test", "mae_years", "1.873", "1.869", "1.96", "DLDL-v2", "1.97")]
    [InlineData("expression/raf-db", "test", "accuracy", "87.58", "90.38", "91.26", "SwinFace", "90.97")]
    [InlineData("attributes/celeba", "test", "accuracy/mean", "91.40", "91.43", "91.39", "DMM-CNN", "91.70")]
    [InlineData("identity/ms1mv3", "mean", "accuracy", "95.57", "95.10", "95.28", "ViT+CosFace", "96.46")]
    [InlineData("identity/ms1mv3", "ijbc", "tar_far_1e-3", null, null, "95.7", "VGGFace2", "92.7")]
    public void A_measured_score_finds_the_papers_beside_it(
        string dataset, string split, string metric, string? naive, string? small, string full, string best, string of)
    {
        var record = new MetricRecord(dataset, split, metric, 0.5, 0.1, true, 10);

        var figures = PaperTables.Find(record)!;

        Assert.Equal((naive, small, full), (figures.Naive?.Printed, figures.Base?.Printed, figures.Full?.Printed));
        Assert.Equal((best, of), (figures.BestSpecialised?.Row, figures.BestSpecialised?.Printed));
        var scale = metric == "mae_years" ? 1 : 100;
        Assert.Equal(Number(full) / scale, figures.Full!.Value, 1e-12);
    }

    [Fact]
    public void Settings_stand_beside_the_models()
    {
        var figures = PaperTables.Find(new MetricRecord("age/morph2", "test", "mae_years", 2, 8, false, 10))!;

        Assert.Equal([3, 4, 6, 8], figures.Tables);
        Assert.Equal(3, figures.NumDecimals);
        Assert.Equal("1.787", Assert.Single(figures.Settings, score => score.Row == "Faceptor (ASL)").Printed);
        Assert.Null(PaperTables.Find(new MetricRecord("age/morph2", "test", "cs_5", 1, 0, true, 10)));
    }

    /// <summary>A column that no evaluator fills would be empty forever.</summary>
    [Fact]
    public void Every_column_names_a_split_and_labels_that_exist()
    {
        Assert.All(PaperTables.Figures.Select(figures => figures.Column), column =>
        {
            if (column.Task.Family == TaskFamily.Identity)
            {
                Assert.Contains(column.Split, VerificationEvaluator.PaperSets.Concat(["mean", "ijbc"]));
                return;
            }

            Assert.Contains(
                column.Split,
                DatasetRegistry.Known.Get(column.Task).Subsets.Append(DatasetRegistry.Known.Get(column.Task).EvaluationSplit));
            var parts = column.Metric.Split('/');
            Assert.True(
                parts[0] is not ("f1" or "accuracy") || parts.Length == 1 || parts[1] == "mean"
                || column.Task.Labels.Contains(parts[1]),
                column.Metric);
        });
    }

    private static double Number(string? printed) => double.Parse(printed!, CultureInfo.InvariantCulture);
}
