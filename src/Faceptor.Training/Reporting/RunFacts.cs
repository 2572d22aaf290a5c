using System.Globalization;
using Faceptor.Evaluation.Reporting;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using static Faceptor.Evaluation.Reporting.HtmlPage;

namespace Faceptor.Training.Reporting;

/// <summary>What a run was, as tables of a report.</summary>
internal static class RunFacts
{
    /// <summary>The recipe with its tasks, where everything comes from, and the machine.</summary>
    public static IReadOnlyList<ReportTable> Of(RunRecord record, IFaceModel? model) =>
    [
        new ReportTable("Recipe", string.Empty, string.Empty, [.. Recipe(record.Training)]),
        new ReportTable(
            "Tasks",
            "task",
            "images a step, weight",
            [
                .. record.Training.Tasks.Select(entry => (
                    $"{entry.Task.DatasetName} ({entry.Task.Id})",
                    string.Create(CultureInfo.InvariantCulture, $"{entry.BatchSize}, {entry.Weight:0.####}"))),
            ]),
        .. model is null ? [] : new[] { Network(model) },
        new ReportTable("Origin", string.Empty, string.Empty, [.. Origin(record)]),
        new ReportTable("Machine", string.Empty, string.Empty, [.. Machine(model)]),
    ];

    /// <summary>Parameters of each part of a network.</summary>
    public static ReportTable Network(IFaceModel model) => new(
        "Network",
        "part",
        "parameters",
        [.. model.CountParameters().Select(part => (part.Key.Replace('_', ' '), Count(part.Value)))]);

    private static IEnumerable<(string, string)> Recipe(TrainingOptions training)
    {
        var culture = CultureInfo.InvariantCulture;
        yield return ("steps", Count(training.NumSteps));
        yield return ("warm-up", $"{Count(training.WarmupSteps)} steps");
        yield return ("rate of the encoder", training.EncoderRate.ToString("0.##e0", culture));
        yield return ("rate of everything else", $"{training.OtherRateFactor.ToString(culture)} times that");
        yield return ("weight decay", training.WeightDecay.ToString(culture));
        yield return ("trained", training.FineTuneScope.ToString());
        yield return ("augmentation", training.Augmentation.ToString());
        yield return ("precision", training.Precision?.ToString() ?? "the device's own");
        yield return ("seed", training.Seed.ToString(culture));
    }

    private static IEnumerable<(string, string)> Origin(RunRecord record)
    {
        if (record.DataRoot is { } data)
        {
            yield return ("data", data);
        }

        yield return ("first weights", record.InitialWeights ?? "random");
        yield return ("library", record.LibraryVersion);
    }

    private static IEnumerable<(string, string)> Machine(IFaceModel? model)
    {
        if (model is not null)
        {
            yield return ("device", model.EncoderParameters[0].device.ToString());
        }

        foreach (var entry in MachineInfo.Describe())
        {
            yield return entry;
        }
    }
}
