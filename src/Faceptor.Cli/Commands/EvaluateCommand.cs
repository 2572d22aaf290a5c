using System.Collections.Immutable;
using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Core.Tasks;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor evaluate</c>: scores a model on test splits.</summary>
internal static class EvaluateCommand
{
    /// <summary>Name of the file with all scores.</summary>
    public const string MetricsName = "metrics.json";

    public static Command Create(CliContext context)
    {
        var data = CommonOptions.Data();
        var weights = CommonOptions.Weights();
        var tasks = CommonOptions.Tasks();
        var output = new Option<DirectoryInfo?>("--out")
        {
            Description = $"Folder for {MetricsName}; without it the table is only printed.",
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
        };
        command.SetAction(parsed => Run(
            context,
            parsed.GetRequiredValue(data).FullName,
            parsed.GetRequiredValue(weights).FullName,
            parsed.GetValue(tasks),
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
        CliContext context, string data, string weights, ImmutableArray<FaceTask> tasks, string? output)
    {
        using var model = FaceptorWeights.Load(weights);
        if (tasks.FirstOrDefault(task => !model.Tasks.Contains(task)) is { } missing)
        {
            throw new UsageException(
                $"--tasks: {weights} does not hold {missing}; it holds {string.Join(", ", model.Tasks)}.");
        }

        using var session = new EvaluationSession(data, tasks.IsEmpty ? model.Tasks : tasks);
        var records = Score(context, session, model);
        ScoreTable.Write(context, records);
        if (output is not null)
        {
            var file = Path.Combine(output, MetricsName);
            MetricsFile.Write(file, records);
            context.Out.WriteLine($"scores are in {file}");
        }

        return FaceptorApp.Good;
    }
}
