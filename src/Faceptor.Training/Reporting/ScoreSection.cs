using Faceptor.Evaluation;
using Faceptor.Evaluation.Paper;
using Faceptor.Evaluation.Reporting;
using Faceptor.Training.Progress;
using static Faceptor.Evaluation.Reporting.HtmlPage;

namespace Faceptor.Training.Reporting;

/// <summary>The scores of a report: the last ones as a table, their way there as curves.</summary>
internal static class ScoreSection
{
    public static void Write(
        HtmlPage page, IReadOnlyList<EvaluationEntry> evaluations, Func<MetricRecord, PaperFigure?>? paper)
    {
        if (evaluations.Count == 0)
        {
            return;
        }

        var records = evaluations[^1].Records;
        var headlines = MetricText.Headlines(records);
        page.Heading("Scores on held-out files");
        page.Note("The baseline is an answer from the training labels alone that ignores the image. "
            + "Arrows point to where better scores are.");
        WriteTable(page, headlines, paper);
        foreach (var note in ScoreNotes.Of(records))
        {
            page.Note(note);
        }

        if (records.Count > headlines.Length)
        {
            page.Add($"<details><summary>All {records.Count} scores</summary>");
            WriteTable(page, records, paper);
            page.Add("</details>");
        }

        if (evaluations.Count > 1)
        {
            WriteCurves(page, evaluations, headlines, paper);
        }
    }

    private static void WriteTable(
        HtmlPage page, IReadOnlyList<MetricRecord> records, Func<MetricRecord, PaperFigure?>? paper)
    {
        var fromPaper = records.Select(record => paper?.Invoke(record)).ToArray();
        var showsPaper = fromPaper.Any(score => score is not null);
        page.Add("""<div class="scroll"><table><tr><th>dataset</th><th>metric</th><th class="number">score</th>""");
        page.Add("""<th class="number">baseline</th><th>better</th>""");
        page.Add(showsPaper ? """<th class="number">paper</th><th>paper's model</th>""" : string.Empty);
        page.Add("""<th class="number">samples</th></tr>""");
        foreach (var (record, score) in records.Zip(fromPaper))
        {
            var verdict = record.BeatsBaseline is not { } isBetter ? "–"
                : isBetter ? "<span class=\"good\">✓ yes</span>"
                : record.Value.Equals(record.Baseline) ? "<span class=\"soft\">equal</span>"
                : "<span class=\"bad\">✗ no</span>";
            page.Add($"<tr><td>{Encode(MetricText.Dataset(record))}</td><td>{Encode(MetricText.Metric(record))}</td>");
            page.Add($"""<td class="number"><b>{MetricText.Value(record, record.Value)}</b></td>""");
            page.Add($"""<td class="number">{MetricText.Baseline(record)}</td><td>{verdict}</td>""");
            if (showsPaper)
            {
                var value = score is null ? "–" : MetricText.Value(record, score.Value);
                page.Add($"""<td class="number">{value}</td>""");
                var model = score is null ? string.Empty : $"{score.Row}, Table {score.Table}";
                page.Add($"""<td class="soft">{Encode(model)}</td>""");
            }

            page.Add($"""<td class="number">{MetricText.Samples(record)}</td></tr>""");
        }

        page.Add("</table></div>");
    }

    private static void WriteCurves(
        HtmlPage page,
        IReadOnlyList<EvaluationEntry> evaluations,
        IReadOnlyList<MetricRecord> headlines,
        Func<MetricRecord, PaperFigure?>? paper)
    {
        page.Subheading("Over the run");
        page.Note("One point an evaluation. Grey line: the baseline. Orange line: the paper's score, if it has one.");
        page.Add("""<div class="charts">""");
        foreach (var headline in headlines)
        {
            var points = evaluations
                .Select(entry => (entry.Step, Record: entry.Records.FirstOrDefault(record => IsSame(record, headline))))
                .Where(point => point.Record is not null)
                .ToArray();
            var lines = new List<(string Style, double Value)>();
            if (headline.Baseline is { } baseline)
            {
                lines.Add(("baseline", baseline));
            }

            if (paper?.Invoke(headline) is { } score)
            {
                lines.Add(("published", score.Value));
            }

            page.Chart(
                $"{MetricText.Dataset(headline)}, {MetricText.Metric(headline)}",
                new LineChart
                {
                    IsSmoothed = false,
                    HasPoints = true,
                    AllowsLogScale = false,
                    Levels = lines,
                    Label = value => MetricText.Value(headline, value),
                }
                .Draw([.. points.Select(point => point.Step)], [.. points.Select(point => point.Record!.Value)]));
        }

        page.Add("</div>");
    }

    private static bool IsSame(MetricRecord left, MetricRecord right) =>
        (left.Dataset, left.Split, left.Metric) == (right.Dataset, right.Split, right.Metric);
}
