using System.Globalization;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Reporting;
using Faceptor.Training.Reporting;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Quickstart;

/// <summary>What the quickstart's report says beside scores, predictions and curves.</summary>
internal static class QuickstartReport
{
    /// <summary>Describes a quickstart.</summary>
    /// <param name="plan">Its numbers.</param>
    /// <param name="first">The first stage.</param>
    /// <param name="session">The second stage, with the result.</param>
    /// <param name="steps">Its parts that are over.</param>
    /// <param name="total">Time of the whole quickstart so far.</param>
    /// <param name="records">All scores.</param>
    public static RunReport Describe(
        QuickstartPlan plan,
        TrainingSession first,
        TrainingSession session,
        IReadOnlyList<QuickstartStep> steps,
        TimeSpan total,
        IReadOnlyList<MetricRecord> records)
    {
        var headlines = MetricText.Headlines(records);
        var parameters = session.Model.CountParameters();
        return new RunReport
        {
            Title = "Faceptor quickstart",
            Introduction =
                "One network, six kinds of face analysis. All faces here are drawn; nobody was photographed.",
            Tiles =
            [
                (Durations.Format(total), "from nothing to this report"),
                (Count(first.Datasets.Sum(dataset => (long)dataset.Count)), "training samples"),
                (Count(first.Training.NumSteps + session.Training.NumSteps), "training steps"),
                ($"{(parameters.Values.Sum() / 1e6).ToString("F1", CultureInfo.InvariantCulture)} M", "parameters"),
                (
                    $"{headlines.Count(record => record.BeatsBaseline == true)} of {headlines.Length}",
                    "scores beat the baseline"),
            ],
            CardsNote =
                "Points, parts and captions are predicted; below each image stands what its dataset knows.",
            Facts =
            [
                .. ChoiceTable.Of(session.LayerAttentionChoices),
                new ReportTable(
                    "Steps", "step", "time", [.. steps.Select(step => (step.Title, Durations.Format(step.Duration)))]),
                new ReportTable(
                    "Datasets",
                    "dataset, training split",
                    "samples",
                    [
                        .. first.Datasets.Select(dataset =>
                            ($"{dataset.Task.DatasetName} ({dataset.Task.Id})", Count(dataset.Count))),
                    ]),
                new ReportTable(
                    "Network",
                    "part",
                    "parameters",
                    [.. parameters.Select(part => (part.Key.Replace('_', ' '), Count(part.Value)))]),
                new ReportTable(
                    "Machine",
                    string.Empty,
                    string.Empty,
                    [
                        .. MachineInfo.Describe(),
                        ("seed", plan.Seed.ToString(CultureInfo.InvariantCulture)),
                    ]),
            ],
            Advice = new ReportAdvice(
                "Try it on an image of your own",
                "faceptor predict photo.jpg --weights run/weights.safetensors --box x,y,w,h",
                "A network that has seen drawn faces only will not do well on photographs; train on those for that."),
        };
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
