using Faceptor.Evaluation.Reporting;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Reporting;

/// <summary>The curves of a report: losses first, then what the machine and the optimiser did.</summary>
internal static class CurveSection
{
    public static void Write(HtmlPage page, IReadOnlyList<TrainingProgress> progress)
    {
        if (progress.Count == 0)
        {
            return;
        }

        int[] steps = [.. progress.Select(report => report.Step)];
        page.Heading("Losses");
        page.Note("Means over the steps between two reports, faintly, and their moving mean.");
        page.Add("""<div class="charts">""");
        Chart("weighted sum of all tasks", new LineChart(), report => report.TotalLoss);
        foreach (var task in progress.SelectMany(report => report.TaskLosses.Keys).Distinct())
        {
            Chart(Title(task), new LineChart(), report => report.TaskLosses.GetValueOrDefault(task, double.NaN));
        }

        page.Add("</div>");
        page.Heading("Optimiser and speed");
        page.Add("""<div class="charts">""");
        var exact = new LineChart { IsSmoothed = false, AllowsLogScale = false };
        Chart("rate of the encoder", exact, report => report.EncoderRate);
        Chart("norm of the gradient before clipping", new LineChart(), report => report.GradientNorm);
        Chart("images per second", new LineChart { AllowsLogScale = false }, report => report.ImagesPerSecond);
        if (progress.Any(report => report.PeakMemoryBytes > 0))
        {
            Chart("memory at its peak, GB", exact, report => report.PeakMemoryBytes / 1e9);
        }

        if (progress.Any(report => report.LossScale is not null))
        {
            Chart(
                "loss scale", new LineChart { IsSmoothed = false }, report => report.LossScale ?? double.NaN);
        }

        if (progress[^1].SkippedSteps > 0)
        {
            Chart("steps skipped so far", exact, report => report.SkippedSteps);
        }

        page.Add("</div>");

        void Chart(string title, LineChart chart, Func<TrainingProgress, double> value) =>
            page.Chart(title, chart.Draw(steps, [.. progress.Select(value)]));
    }

    private static string Title(string task)
    {
        var known = FaceTasks.All.FirstOrDefault(other => other.Id == task);
        return known is null ? task : $"{known.DatasetName} ({task.Split('/')[0]})";
    }
}
