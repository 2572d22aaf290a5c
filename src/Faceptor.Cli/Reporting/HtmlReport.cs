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
        Add("""<!doctype html><html lang="en"><head><meta charset="utf-8">""");
        Add("""<meta name="viewport" content="width=device-width, initial-scale=1">""");
        Add("<title>Faceptor quickstart</title>");
        Add($"<style>{ReportStyle.Css}</style></head><body><main>");
        WriteSummary();
        WriteScores();
        WriteCards();
        WriteLosses();
        WriteRun();
        Add("</main></body></html>\n");
        return _page.ToString();
    }

    private void WriteSummary()
    {
        var headlines = MetricText.Headlines(_report.Scores);
        Add("<h1>Faceptor quickstart</h1>");
        Note("One network, six kinds of face analysis. All faces here are drawn; no person was photographed.");
        Add("""<div class="tiles">""");
        Tile(Durations.Format(_report.Total), "from nothing to this report");
        Tile(Count(_report.Datasets.Sum(dataset => dataset.NumSamples)), "training samples");
        Tile(Count(_report.Losses.Count == 0 ? 0 : _report.Losses[^1].Step), "training steps");
        Tile($"{(_report.Parameters.Values.Sum() / 1e6).ToString("F1", CultureInfo.InvariantCulture)} M", "parameters");
        Tile($"{headlines.Count(record => record.BeatsBaseline)} of {headlines.Length}", "scores beat the baseline");
        Add("</div>");
    }

    private void WriteScores()
    {
        Add("<h2>Scores on held-out files</h2>");
        Note("The baseline is an answer from the training labels alone that ignores the picture. "
            + "Arrows point to where better scores are.");
        WriteTable(MetricText.Headlines(_report.Scores));
        Add($"<details><summary>All {_report.Scores.Count} scores</summary>");
        WriteTable(_report.Scores);
        Add("</details>");
    }

    private void WriteTable(IReadOnlyList<MetricRecord> records)
    {
        Add("""<div class="scroll"><table><tr><th>dataset</th><th>metric</th><th class="number">score</th>""");
        Add("""<th class="number">baseline</th><th>better</th><th class="number">samples</th></tr>""");
        foreach (var record in records)
        {
            var verdict = record.BeatsBaseline ? "<span class=\"good\">✓ yes</span>"
                : record.Value.Equals(record.Baseline) ? "<span class=\"soft\">equal</span>"
                : "<span class=\"bad\">✗ no</span>";
            Add($"<tr><td>{Encode(MetricText.Dataset(record))}</td><td>{Encode(MetricText.Metric(record))}</td>");
            Add($"""<td class="number"><b>{MetricText.Value(record, record.Value)}</b></td>""");
            Add($"""<td class="number">{MetricText.Value(record, record.Baseline)}</td><td>{verdict}</td>""");
            Add($"""<td class="number">{Count(record.Samples)}</td></tr>""");
        }

        Add("</table></div>");
    }

    private void WriteCards()
    {
        Add("<h2>Predictions of held-out pictures</h2>");
        Note("Points, parts and captions are predicted; below each picture stands what its dataset knows.");
        foreach (var set in _report.Cards.GroupBy(card => card.Dataset))
        {
            Add($"""<h3>{Encode(set.Key)}</h3><div class="cards">""");
            foreach (var card in set)
            {
                WriteCard(card);
            }

            Add("</div>");
        }
    }

    private void WriteCard(PredictionCard card)
    {
        Add("""<figure><div class="pictures">""");
        foreach (var jpeg in card.Jpegs)
        {
            Add($"""<img alt="" src="data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}">""");
        }

        var style = card.IsRight switch { true => " class=\"good\"", false => " class=\"bad\"", null => string.Empty };
        Add($"""</div><figcaption><span class="soft">truth:</span> {Encode(card.Truth)}<br>""");
        Add($"""<span class="soft">predicted:</span> <span{style}>{Encode(card.Prediction)}</span>""");
        Add("</figcaption></figure>");
    }

    private void WriteLosses()
    {
        if (_report.Losses.Count == 0)
        {
            return;
        }

        int[] steps = [.. _report.Losses.Select(report => report.Step)];
        Add("<h2>Losses</h2>");
        Note("Means over the steps between two reports, faintly, and their moving mean.");
        Add("""<div class="charts">""");
        Chart("weighted sum of all tasks", [.. _report.Losses.Select(report => report.TotalLoss)]);
        foreach (var task in _report.Losses[0].TaskLosses.Keys)
        {
            var title = $"{FaceTasks.Get(task).DatasetName} ({task.Split('/')[0]})";
            Chart(title, [.. _report.Losses.Select(report => report.TaskLosses[task])]);
        }

        Add("</div>");

        void Chart(string title, double[] values) =>
            Add($"<figure><figcaption>{Encode(title)}</figcaption>{LossChart.Draw(steps, values)}</figure>");
    }

    private void WriteRun()
    {
        Add("<h2>What was done</h2>");
        Table("step", "time", _report.Steps.Select(step => (step.Title, Durations.Format(step.Duration))));
        Add("<h3>Datasets</h3>");
        Table("dataset, training split", "samples", _report.Datasets.Select(dataset =>
            ($"{dataset.Task.DatasetName} ({dataset.Task.Id})", Count(dataset.NumSamples))));
        Add("<h3>Network</h3>");
        Table("part", "parameters", _report.Parameters.Select(
            part => (part.Key.Replace('_', ' '), Count(part.Value))));
        Add("<h3>Machine</h3>");
        Table("", "", MachineInfo.Describe().Append(
            ("seed", _report.Plan.Seed.ToString(CultureInfo.InvariantCulture))));
        Add("<h3>Try it on a picture of your own</h3>");
        Add("<p><code>faceptor predict photo.jpg --weights run/weights.safetensors --box x,y,w,h</code></p>");
        Note("A network that has seen drawn faces only will not do well on photographs; train on those for that.");
    }

    private void Table(string first, string second, IEnumerable<(string Name, string Value)> rows)
    {
        Add("""<div class="scroll facts"><table>""");
        if (first.Length > 0)
        {
            Add($"""<tr><th>{Encode(first)}</th><th class="number">{Encode(second)}</th></tr>""");
        }

        foreach (var (name, value) in rows)
        {
            Add($"""<tr><td>{Encode(name)}</td><td class="number">{Encode(value)}</td></tr>""");
        }

        Add("</table></div>");
    }

    private void Tile(string number, string text) =>
        Add($"""<div class="tile"><b>{Encode(number)}</b><span>{Encode(text)}</span></div>""");

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private void Note(string text) => Add($"""<p class="soft">{Encode(text)}</p>""");

    private void Add(string html) => _page.Append(html);
}
