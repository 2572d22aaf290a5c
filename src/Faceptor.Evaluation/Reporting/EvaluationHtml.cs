using static Faceptor.Evaluation.Reporting.HtmlPage;

namespace Faceptor.Evaluation.Reporting;

/// <summary>An <see cref="EvaluationReport"/> as one HTML page that needs nothing else.</summary>
internal static class EvaluationHtml
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">The scores.</param>
    public static string Of(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new HtmlPage("Scores beside the paper's");
        page.Add($"<p>Weights: <code>{Encode(report.Weights)}</code></p>");
        page.Note(EvaluationText.Explanation);
        foreach (var note in ScoreNotes.Of(report.Records))
        {
            page.Warning(note);
        }

        foreach (var (title, rows) in report.Groups)
        {
            page.Heading(title);
            WriteRows(page, rows);
        }

        if (report.NotScored.Count > 0)
        {
            page.Heading("Not scored");
            page.Add("<ul>");
            foreach (var unscored in report.NotScored)
            {
                page.Add($"<li><b>{Encode(unscored.Name)}</b>: {Encode(unscored.Reason)}</li>");
            }

            page.Add("</ul>");
        }

        WriteAll(page, report.Records);
        return page.Close();
    }

    private static void WriteRows(HtmlPage page, IEnumerable<ComparisonRow> rows)
    {
        page.Add("""<div class="scroll"><table><tr><th>dataset</th><th>metric</th>""");
        WriteHeadings(page, "score", "Faceptor-Base", "Faceptor-Full", "Naive");
        page.Add("<th>best specialised</th>");
        WriteHeadings(page, "baseline", "samples");
        page.Add("<th>tables</th></tr>");
        foreach (var row in rows)
        {
            page.Add($"<tr><td>{Encode(row.Name)}</td><td>{Encode(row.Metric)}</td>");
            page.Add($"""<td class="number"><b>{row.Score}</b></td>""");
            WriteNumbers(page, row.Base, row.Full, row.Naive);
            page.Add($"<td>{Encode(row.BestSpecialised)}</td>");
            WriteNumbers(page, row.Baseline, row.Samples);
            page.Add($"""<td class="soft">{row.Tables}</td></tr>""");
        }

        page.Add("</table></div>");
        foreach (var row in rows.Where(row => row.Settings.Length > 0))
        {
            page.Note($"The paper's settings on {row.Name}: {row.Settings}.");
        }
    }

    private static void WriteAll(HtmlPage page, IReadOnlyList<MetricRecord> records)
    {
        page.Heading("All scores");
        page.Add($"<details><summary>{records.Count} scores, those without a number in the paper too</summary>");
        page.Add("""<div class="scroll"><table><tr><th>dataset</th><th>metric</th>""");
        WriteHeadings(page, "score", "baseline", "samples");
        page.Add("</tr>");
        foreach (var record in records)
        {
            page.Add($"<tr><td>{Encode(MetricText.Dataset(record))}</td><td>{Encode(MetricText.Metric(record))}</td>");
            WriteNumbers(
                page,
                MetricText.Value(record, record.Value),
                MetricText.Baseline(record),
                MetricText.Samples(record));
            page.Add("</tr>");
        }

        page.Add("</table></div></details>");
    }

    private static void WriteHeadings(HtmlPage page, params ReadOnlySpan<string> headings)
    {
        foreach (var heading in headings)
        {
            page.Add($"""<th class="number">{Encode(heading)}</th>""");
        }
    }

    private static void WriteNumbers(HtmlPage page, params ReadOnlySpan<string> numbers)
    {
        foreach (var number in numbers)
        {
            page.Add($"""<td class="number">{Encode(number)}</td>""");
        }
    }
}
