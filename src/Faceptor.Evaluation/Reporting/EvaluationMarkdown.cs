using System.Text;

namespace Faceptor.Evaluation.Reporting;

/// <summary>An <see cref="EvaluationReport"/> as tables in Markdown.</summary>
internal static class EvaluationMarkdown
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
        Line($"Weights: {MarkdownText.Code(report.Weights)}. {EvaluationText.Explanation}");
        foreach (var note in ScoreNotes.Of(report.Records))
        {
            Line();
            Line(MarkdownText.Escape(note));
        }

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
                Line($"| {Cell(row.Name)} | {Cell(row.Metric)} | **{row.Score}** | {row.Base} | {row.Full} "
                    + $"| {row.Naive} | {Cell(row.BestSpecialised)} | {row.Baseline} | {row.Samples} | {row.Tables} |");
            }

            foreach (var row in rows.Where(row => row.Settings.Length > 0))
            {
                Line();
                Line($"The paper's settings on {Cell(row.Name)}: {Cell(row.Settings)}.");
            }
        }

        if (report.NotScored.Count > 0)
        {
            Line();
            Line("## Not scored");
            Line();
            foreach (var unscored in report.NotScored)
            {
                Line($"- {Cell(unscored.Name)}: {Cell(unscored.Reason)}");
            }
        }

        Line();
        Line("## All scores");
        Line();
        Line("| dataset | metric | score | baseline | samples |");
        Line("|---|---|---:|---:|---:|");
        foreach (var record in report.Records)
        {
            Line($"| {Cell(MetricText.Dataset(record))} | {Cell(MetricText.Metric(record))} "
                + $"| {MetricText.Value(record, record.Value)} | {MetricText.Baseline(record)} "
                + $"| {MetricText.Samples(record)} |");
        }

        return text.ToString();
    }

    private static string Cell(string text) => MarkdownText.Escape(text);
}

/// <summary>What readers of an <see cref="EvaluationReport"/> have to know.</summary>
internal static class EvaluationText
{
    public const string Explanation =
        "Scores are in percent, ages in years; arrows point to where better scores are. NME is by the outer eye corners "
        + "unless the dataset's name says otherwise. Faceptor-Base, Faceptor-Full, Naive and the best specialised "
        + "method are the paper's numbers, on the datasets' full test splits. The baseline is an answer from the training "
        + "labels alone that ignores the image.";
}
