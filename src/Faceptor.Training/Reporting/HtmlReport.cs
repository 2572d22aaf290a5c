using Faceptor.Evaluation.Reporting;
using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;
using static Faceptor.Evaluation.Reporting.HtmlPage;

namespace Faceptor.Training.Reporting;

/// <summary>
/// Writes a report as one HTML page that needs nothing else: no file beside it, no network, no script.
/// </summary>
internal static class HtmlReport
{
    private const int MaxImageSidePx = 320;
    private const int JpegQuality = 85;

    /// <summary>Writes the page.</summary>
    /// <param name="report">What it tells.</param>
    /// <returns>HTML; light or dark as the reader's system is.</returns>
    public static string Write(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new HtmlPage(report.Title);
        if (report.Introduction.Length > 0)
        {
            page.Note(report.Introduction);
        }

        if (report.Tiles.Count > 0)
        {
            page.Tiles(report.Tiles);
        }

        WriteSkipped(page, report);
        ScoreSection.Write(page, report.Evaluations, report.Paper);
        WriteCards(page, report);
        CurveSection.Write(page, report.Progress);
        WritePreferences(page, report);
        WriteRun(page, report);
        return page.Close();
    }

    private static void WriteSkipped(HtmlPage page, RunReport report)
    {
        if (report.Progress is [.., { SkippedSteps: > 0 } last])
        {
            page.Warning(
                $"{Count(last.SkippedSteps)} of {Count(last.Step)} steps left the weights as they were, because a loss "
                + "or gradient was not finite. A few at the start are usual with float16, whose loss scale has to be "
                + "found; many, or any in float32, are not.");
        }
    }

    private static void WriteCards(HtmlPage page, RunReport report)
    {
        if (report.Cards.Count == 0)
        {
            return;
        }

        page.Heading("Predictions of held-out images");
        if (report.CardsNote.Length > 0)
        {
            page.Note(report.CardsNote);
        }

        foreach (var set in report.Cards.GroupBy(card => card.Dataset))
        {
            page.Subheading(set.Key);
            if (set.First().Legend is { } legend)
            {
                page.Note(legend);
            }

            page.Add("""<div class="cards">""");
            foreach (var card in set)
            {
                WriteCard(page, card);
            }

            page.Add("</div>");
        }
    }

    private static void WriteCard(HtmlPage page, PredictionCard card)
    {
        var (truth, prediction, isRight) = card.Comparison;
        page.Add("""<figure><div class="pictures">""");
        foreach (var image in card.Images)
        {
            var jpeg = Convert.ToBase64String(ImageCodec.EncodeJpeg(Small(image), JpegQuality));
            page.Add($"""<img alt="" src="data:image/jpeg;base64,{jpeg}">""");
        }

        var style = isRight switch { true => " class=\"good\"", false => " class=\"bad\"", null => string.Empty };
        page.Add($"""</div><figcaption><span class="soft">truth:</span> {Encode(truth)}<br>""");
        page.Add($"""<span class="soft">predicted:</span> <span{style}>{Encode(prediction)}</span>""");
        page.Add("</figcaption></figure>");
    }

    private static RgbImage Small(RgbImage image)
    {
        var scale = Math.Min(1, (double)MaxImageSidePx / Math.Max(image.Width, image.Height));
        return scale < 1
            ? Resize.BilinearAntialiased(
                image, (int)Math.Round(image.Width * scale), (int)Math.Round(image.Height * scale))
            : image;
    }

    private static void WritePreferences(HtmlPage page, RunReport report)
    {
        if (report.Preferences.Count == 0)
        {
            return;
        }

        page.Heading("Which encoder blocks the tasks prefer");
        page.Note(
            "Share of a task's attention that falls on each encoder block, mean over decoder layers, heads, queries "
            + "and the held-out images above. A row sums to 100 %.");
        page.Add($"""<figure class="wide">{LayerPreferenceChart.Draw(report.Preferences)}</figure>""");
        page.Add("<details><summary>By decoder layer</summary>");
        foreach (var preference in report.Preferences)
        {
            page.Subheading($"{preference.Task.DatasetName} ({preference.Task.Id})");
            page.Add($"""<figure class="wide">{LayerPreferenceChart.DrawByDecoderLayer(preference)}</figure>""");
        }

        page.Add("</details>");
    }

    private static void WriteRun(HtmlPage page, RunReport report)
    {
        if (report.Facts.Count > 0)
        {
            page.Heading("What was done");
            foreach (var table in report.Facts)
            {
                page.Table(table);
            }
        }

        if (report.Advice is { } advice)
        {
            page.Subheading(advice.Title);
            page.Add($"<p><code>{Encode(advice.Command)}</code></p>");
            page.Note(advice.Note);
        }
    }
}
