using System.Globalization;
using Faceptor.Evaluation.Reporting;
using Faceptor.Training.Progress;

namespace Faceptor.Cli.Display;

/// <summary>A training report in words.</summary>
internal static class TrainingText
{
    /// <summary>Everything in one line, for logs.</summary>
    public static string Line(TrainingProgress report)
    {
        var losses = string.Join(", ", report.TaskLosses.Select(loss => $"{loss.Key} {Number(loss.Value)}"));
        var details = string.Concat(Details(report).Select(detail => $", {detail}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {report.Step} of {report.NumSteps}: loss {Number(report.TotalLoss)}, "
            + $"rate {report.EncoderRate:0.0e+0}, {report.ImagesPerSecond:F0} images/s, "
            + $"{Durations.Format(report.Remaining)} left{details} ({losses})");
    }

    /// <summary>What only some runs have to tell: memory, loss scale, steps skipped.</summary>
    public static IReadOnlyList<string> Details(TrainingProgress report)
    {
        var details = new List<string>();
        if (report.PeakMemoryBytes > 0)
        {
            details.Add(string.Create(CultureInfo.InvariantCulture, $"{report.PeakMemoryBytes / 1e9:F1} GB at most"));
        }

        if (report.LossScale is { } scale)
        {
            details.Add($"loss scale {Number(scale)}");
        }

        if (report.SkippedSteps > 0)
        {
            var noun = report.SkippedSteps == 1 ? "step" : "steps";
            details.Add(string.Create(CultureInfo.InvariantCulture, $"{report.SkippedSteps} {noun} skipped"));
        }

        return details;
    }

    /// <summary>A loss with three significant digits.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "F0" : "G3", CultureInfo.InvariantCulture);
}
