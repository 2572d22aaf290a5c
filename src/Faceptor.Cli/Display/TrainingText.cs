using System.Globalization;
using Faceptor.Training.Progress;

namespace Faceptor.Cli.Display;

/// <summary>A training report in words.</summary>
internal static class TrainingText
{
    /// <summary>Everything in one line, for logs.</summary>
    public static string Line(TrainingProgress report)
    {
        var losses = string.Join(", ", report.TaskLosses.Select(loss => $"{loss.Key} {Number(loss.Value)}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {report.Step} of {report.NumSteps}: loss {Number(report.TotalLoss)}, "
            + $"rate {report.EncoderRate:0.0e+0}, {report.ImagesPerSecond:F0} images/s, "
            + $"{Durations.Format(report.Remaining)} left ({losses})");
    }

    /// <summary>A loss with three significant digits.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "F0" : "G3", CultureInfo.InvariantCulture);
}
