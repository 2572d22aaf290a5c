using System.Globalization;
using System.Net;
using System.Text;
using Faceptor.Cli.Display;
using Faceptor.Cli.Quickstart;
using Faceptor.Core.Tasks;
using Faceptor.Training.Evaluation;

namespace Faceptor.Cli.Reporting;

/// <summary>Writes a report as one HTML page that needs nothing else.</summary>
internal sealed class HtmlReport
{
    private readonly StringBuilder _page = new();
    private readonly Report _report;

    private HtmlReport(Report report) => _report = report;

    /// <summary>Writes the page.</summary>
    public static string Write(Report report) => new HtmlReport(report).Write();

    private string Write()
    {
        _page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        _page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Faceptor quickstart</title>");
        _page.Append(CultureInfo.InvariantCulture, $"<style>{ReportStyle.Css}</style></head><body><main>");
        WriteSummary();
        WriteScores();
        WriteCards();
        WriteLosses();
        WriteRun();
        return _page.Append("</main></body></html>\n").ToString();
    }

    private void WriteSummary()
    {
        var headlines = MetricText.Headlines(_report.Scores);
        _page.Append("<h1>Faceptor quickstart</h1>");
        _page.Append("<p class=\"soft\">One network, six kinds of face analysis. All faces here are drawn; no person was photographed.</p>");
        _page.Append("<div class=\"tiles\">");
        Tile(Durations.Format(_report.Total), "from nothing to this report");
        Tile(_report.Datasets.Sum(dataset => dataset.NumSamples).ToString("N0", CultureInfo.InvariantCulture), "training samples");
        Tile(_report.Losses.Count == 0 ? "0" : _report.Losses[^1].Step.ToString("N0", CultureInfo.InvariantCulture), "training steps");
        Tile($"{(_report.Parameters.Values.Sum() / 1e6).ToString("F1", CultureInfo.InvariantCulture)} M", "parameters");
        Tile($"{headlines.Count(record => record.BeatsBaseline)} of {headlines.Length}", "scores beat the baseline");
        _page.Append("</div>");
    }

    private void WriteScores()
    {
        _page.Append("<h2>Scores on held-out files</h2><p class=\"soft\">The baseline is the best answer from the training labels alone that ignores the picture. ");
        _page.Append("Arrows point to where better scores are.</p>");
        WriteTable(MetricText.Headlines(_report.Scores));
        _page.Append(CultureInfo.InvariantCulture, $"<details><summary>All {_report.Scores.Count} scores</summary>");
        WriteTable(_report.Scores);
        _page.Append("</details>");
    }

    private void WriteTable(IReadOnlyList<MetricRecord> records)
    {
        _page.Append("<div class=\"scroll\"><table><tr><th>dataset</th><th>metric</th><th class=\"number\">score</th><th class=\"number\">baseline</th>");
        _page.Append("<th>better than the baseline</th><th class=\"number\">samples</th></tr>");
        foreach (var record in records)
        {
            var verdict = record.BeatsBaseline ? "<span class=\"good\">✓ yes</span>"
                : record.Value.Equals(record.Baseline) ? "<span class=\"soft\">equal</span>"
                : "<span class=\"bad\">✗ no</span>";
            _page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(MetricText.Dataset(record))}</td><td>{Encode(MetricText.Metric(record))}</td>");
            _page.Append(CultureInfo.InvariantCulture, $"<td class=\"number\"><b>{MetricText.Value(record, record.Value)}</b></td>");
            _page.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{MetricText.Value(record, record.Baseline)}</td><td>{verdict}</td>");
            _page.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{record.Samples:N0}</td></tr>");
        }

        _page.Append("</table></div>");
    }

    private void WriteCards()
    {
        _page.Append("<h2>Predictions of held-out pictures</h2><p class=\"soft\">Points, parts and captions are predicted; below each picture ");
        _page.Append("stands what its dataset knows.</p>");
        foreach (var set in _report.Cards.GroupBy(card => card.Dataset))
        {
            _page.Append(CultureInfo.InvariantCulture, $"<h3>{Encode(set.Key)}</h3><div class=\"cards\">");
            foreach (var card in set)
            {
                WriteCard(card);
            }

            _page.Append("</div>");
        }
    }

    private void WriteCard(PredictionCard card)
    {
        _page.Append("<figure><div class=\"pictures\">");
        foreach (var jpeg in card.Jpegs)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<img alt=\"\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\">");
        }

        var style = card.IsRight switch { true => " class=\"good\"", false => " class=\"bad\"", null => string.Empty };
        _page.Append(CultureInfo.InvariantCulture, $"</div><figcaption><span class=\"soft\">truth:</span> {Encode(card.Truth)}<br>");
        _page.Append(CultureInfo.InvariantCulture, $"<span class=\"soft\">predicted:</span> <span{style}>{Encode(card.Prediction)}</span></figcaption></figure>");
    }

    private void WriteLosses()
    {
        if (_report.Losses.Count == 0)
        {
            return;
        }

        int[] steps = [.. _report.Losses.Select(report => report.Step)];
        _page.Append("<h2>Losses</h2><p class=\"soft\">Means over the steps between two reports, faintly, and their moving mean.</p><div class=\"charts\">");
        Chart("weighted sum of all tasks", [.. _report.Losses.Select(report => report.TotalLoss)]);
        foreach (var task in _report.Losses[0].TaskLosses.Keys)
        {
            Chart($"{FaceTasks.Get(task).DatasetName} ({task.Split('/')[0]})", [.. _report.Losses.Select(report => report.TaskLosses[task])]);
        }

        _page.Append("</div>");

        void Chart(string title, double[] values) => _page.Append(
            CultureInfo.InvariantCulture, $"<figure><figcaption>{Encode(title)}</figcaption>{LossChart.Draw(steps, values)}</figure>");
    }

    private void WriteRun()
    {
        _page.Append("<h2>What was done</h2>");
        Table("step", "time", _report.Steps.Select(step => (step.Title, Durations.Format(step.Duration))));
        _page.Append("<h3>Datasets</h3>");
        Table("dataset, training split", "samples", _report.Datasets.Select(dataset =>
            ($"{dataset.Task.DatasetName} ({dataset.Task.Id})", dataset.NumSamples.ToString("N0", CultureInfo.InvariantCulture))));
        _page.Append("<h3>Network</h3>");
        Table("part", "parameters", _report.Parameters.Select(part => (part.Key.Replace('_', ' '), part.Value.ToString("N0", CultureInfo.InvariantCulture))));
        _page.Append("<h3>Machine</h3>");
        Table("", "", MachineInfo.Describe().Append(("seed", _report.Plan.Seed.ToString(CultureInfo.InvariantCulture))));
        _page.Append("<h3>Try it on a picture of your own</h3><p><code>faceptor predict photo.jpg --weights run/weights.safetensors --box x,y,w,h</code></p>");
        _page.Append("<p class=\"soft\">A network that has seen drawn faces only will not do well on photographs; train on photographs for that.</p>");
    }

    private void Table(string first, string second, IEnumerable<(string Name, string Value)> rows)
    {
        _page.Append("<div class=\"scroll facts\"><table>");
        if (first.Length > 0)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encode(first)}</th><th class=\"number\">{Encode(second)}</th></tr>");
        }

        foreach (var (name, value) in rows)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(name)}</td><td class=\"number\">{Encode(value)}</td></tr>");
        }

        _page.Append("</table></div>");
    }

    private void Tile(string number, string text) =>
        _page.Append(CultureInfo.InvariantCulture, $"<div class=\"tile\"><b>{Encode(number)}</b><span>{Encode(text)}</span></div>");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
