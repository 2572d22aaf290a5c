using System.Globalization;
using System.Text;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Reporting;

/// <summary>An <see cref="EvaluationReport"/> as tables in Markdown.</summary>
public static class EvaluationMarkdown
{
    /// <summary>Writes the tables.</summary>
    /// <param name="report">The scores.</param>
    public static string Of(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');

        Line("# Scores beside the paper's");
        Line();
        Line($"Weights: `{report.Weights}`. {EvaluationText.Explanation}");
        foreach (var (title, rows) in report.Groups)
        {
            Line();
            Line($"## {title}");
            Line();
            Line("| dataset | metric | score | Faceptor-Base | Faceptor-Full | Naive | best specialised | baseline "
                + "| samples | tables |");
            Line("|---|---|---:|---:|---:|---:|---|---:|---:|---|");
            foreach (var row in rows)
            {
                Line($"| {row.Name} | {row.Metric} | **{row.Score}** | {row.Base} | {row.Full} | {row.Naive} "
                    + $"| {row.BestSpecialised} | {row.Baseline} | {row.Samples} | {row.Tables} |");
            }

            foreach (var row in rows.Where(row => row.Settings.Length > 0))
            {
                Line();
                Line($"The paper's settings on {row.Name}: {row.Settings}.");
            }
        }

        if (report.NotScored.Count > 0)
        {
            Line();
            Line("## Not scored");
            Line();
            foreach (var unscored in report.NotScored)
            {
                Line($"- {unscored.Name}: {unscored.Reason}");
            }
        }

        Line();
        Line("## All scores");
        Line();
        Line("| dataset | metric | score | baseline | samples |");
        Line("|---|---|---:|---:|---:|");
        foreach (var record in report.Records)
        {
            Line($"| {MetricText.Dataset(record)} | {MetricText.Metric(record)} | {Value(record, record.Value)} "
                + $"| {Value(record, record.Baseline)} | {record.Samples.ToString(CultureInfo.InvariantCulture)} |");
        }

        return text.ToString();
    }

    private static string Value(MetricRecord record, double value) => MetricText.Value(record, value);
}
