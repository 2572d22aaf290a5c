using System.Collections.Immutable;
using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor evaluate</c>: scores a model on test splits.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliContext context)
    {
        var data = CommonOptions.Data();
        var weights = CommonOptions.Weights();
        var tasks = CommonOptions.Tasks();
        var layout = CommonOptions.Layout();
        var output = new Option<DirectoryInfo?>("--out")
        {
            Description = $"Folder for {TrainingFiles.Metrics}; without it the table is only printed. Scores that are "
                + $"there already are kept as {TrainingFiles.PreviousMetrics}.",
            HelpName = "DIR",
        };
        var command = new ExampleCommand(
            "evaluate",
            "Score a model on the test splits of the datasets below a folder.",
            "faceptor evaluate --data datasets --weights run/weights.safetensors --out run")
        {
            data,
            weights,
            output,
            tasks,
            layout,
        };
        command.SetAction(parsed => Run(
            context,
            parsed.GetRequiredValue(data).FullName,
            parsed.GetRequiredValue(weights).FullName,
            parsed.GetValue(tasks),
            parsed.GetValue(layout),
            parsed.GetValue(output)?.FullName));
        return command;
    }

    /// <summary>Scores with progress.</summary>
    public static IReadOnlyList<MetricRecord> Score(CliContext context, EvaluationSession session, IFaceModel model) =>
        WorkDisplay.Run(context, "scoring", report => session.Evaluate(
            model,
            new DirectProgress<EvaluationProgress>(scored => report(scored.Done, scored.Total)),
            context.Cancellation));

    private static int Run(
        CliContext context,
        string data,
        string weights,
        ImmutableArray<FaceTask> tasks,
        DatasetLayout? layout,
        string? output)
    {
        if (output is not null)
        {
            OutputFolder.RequireWritable(output);
        }

        using var model = FaceptorWeights.Load(weights);
        if (tasks.FirstOrDefault(task => !model.Tasks.Contains(task)) is { } missing)
        {
            throw new UsageException(
                $"--tasks: {weights} does not hold {missing}; it holds {string.Join(", ", model.Tasks)}.");
        }

        context.Out.WriteLine($"reading the lists below {data}");
        using var session = new EvaluationSession(data, tasks.IsEmpty ? model.Tasks : tasks, layout);
        var former = output is null ? null : SetAside(output);
        var records = Score(context, session, model);
        ScoreTable.Write(context, records);
        if (output is not null)
        {
            var file = Path.Combine(output, TrainingFiles.Metrics);
            MetricsFile.Write(file, records);
            context.Out.WriteLine(
                $"scores are in {file}{(former is null ? string.Empty : $", former ones in {former}")}");
        }

        return FaceptorApp.Good;
    }

    // Before the scoring, so that one that fails leaves no scores that look like its own.
    private static string? SetAside(string output)
    {
        var file = Path.Combine(output, TrainingFiles.Metrics);
        if (!File.Exists(file))
        {
            return null;
        }

        var former = Path.Combine(output, TrainingFiles.PreviousMetrics);
        File.Move(file, former, overwrite: true);
        return former;
    }
}
