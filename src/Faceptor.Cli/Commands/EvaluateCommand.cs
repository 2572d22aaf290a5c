using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Faceptor.Cli.Display;
using Faceptor.Core.Serialization;
using Faceptor.Core.Tasks;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Recipes;
using Faceptor.Training.Reporting;
using Faceptor.Training.Sessions;
using TorchSharp;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor evaluate</c>: scores a model on test splits, beside the paper's numbers.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliContext context)
    {
        var data = CommonOptions.Data();
        var weights = CommonOptions.Weights();
        var tasks = CommonOptions.Tasks();
        var layout = CommonOptions.Layout();
        var device = CommonOptions.Device();
        var datasets = new Option<ImmutableArray<string>>("--datasets")
        {
            Description = "Datasets, parted by commas; all that are there when left out. Names as in --dataset of "
                + "'data show', ids of tasks, verification sets (lfw, cfp_fp, …, or "
                + $"'{EvaluationOptions.Verification}' for all) and {EvaluationOptions.IjbC}.",
            HelpName = "NAME,…",
            CustomParser = Names,
            DefaultValueFactory = _ => [],
        };
        var maxSamples = new Option<int?>("--max-samples")
        {
            Description = "Score so many samples of each dataset, spread over its list: quick, and not to be compared "
                + "with published scores.",
            HelpName = "N",
        };
        var config = new Option<FileInfo?>("--config")
        {
            Description = "Recipe that says where pictures of your own are: the recipe.yaml beside the weights, or the "
                + "file that they were trained by.",
            HelpName = "FILE.yaml",
        };
        var output = new Option<DirectoryInfo?>("--out")
        {
            Description = $"Folder for {TrainingFiles.Metrics}, {TrainingFiles.EvaluationMarkdown} and "
                + $"{TrainingFiles.EvaluationHtml}; without it the tables are only printed. Scores that are there "
                + $"already are kept as {TrainingFiles.PreviousMetrics}.",
            HelpName = "DIR",
        };
        var sizes = new ForeignSizeOptions();
        var command = new ExampleCommand(
            "evaluate",
            "Score a model on the test splits of the datasets below a folder, beside the paper's numbers.",
            "faceptor evaluate --data datasets --weights run/weights.safetensors --out run",
            "faceptor evaluate --data datasets --weights stage1.pth.tar --out scores")
        {
            data,
            weights,
            output,
            tasks,
            datasets,
            maxSamples,
            config,
            layout,
            device,
            sizes.Heads,
            sizes.DecoderHeads,
            sizes.AttributeInput,
            sizes.DenseInput,
        };
        command.SetAction(parsed => Run(
            context,
            parsed.GetRequiredValue(data).FullName,
            parsed.GetRequiredValue(weights).FullName,
            sizes.Read(parsed),
            parsed.GetValue(tasks),
            parsed.GetValue(config) is { } file
                ? [.. RecipeFile.Read(file.FullName).Training.Tasks.Where(entry => entry.Dataset is not null)]
                : [],
            new EvaluationOptions
            {
                Datasets = parsed.GetValue(datasets),
                MaxSamplesPerDataset = parsed.GetValue(maxSamples),
            },
            parsed.GetValue(layout),
            parsed.GetRequiredValue(device),
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
        WeightLoadOptions sizes,
        ImmutableArray<FaceTask> tasks,
        ImmutableArray<TaskTrainingOptions> own,
        EvaluationOptions options,
        DatasetLayout? layout,
        string device,
        string? output)
    {
        var target = ComputeDevice.Find(device);
        if (output is not null)
        {
            OutputFolder.RequireWritable(output);
        }

        using var model = FaceptorWeights.Load(weights, sizes);
        if (tasks.FirstOrDefault(task => !model.Tasks.Contains(task)) is { } missing)
        {
            throw new UsageException(
                $"--tasks: {weights} does not hold {missing}; it holds {string.Join(", ", model.Tasks)}.");
        }

        if (target.type != DeviceType.CPU)
        {
            model.Network.to(target);
        }

        using var held = output is null ? null : FolderLock.Take(output);
        context.Out.WriteLine($"reading the lists below {data}");
        FaceTask[] wanted = [.. tasks.IsEmpty ? model.Tasks : tasks];
        own = [.. own.Where(entry => wanted.Contains(entry.Task))];
        using var session = new EvaluationSession(
            data, wanted.Except(own.Select(entry => entry.Task)), layout, options, OwnTests.Open(own));
        var former = output is null ? null : SetAside(output);
        var report = new EvaluationReport
        {
            Weights = Path.GetFileName(weights),
            Records = Score(context, session, model),
            NotScored = [.. session.NotScored, .. tasks.IsEmpty ? NotHeld(model, own, options) : []],
            Options = options,
            Tasks = tasks.IsEmpty ? FaceTasks.All : tasks,
        };
        ScoreTable.Write(context, report.Records);
        ComparisonTable.Write(context, report);
        if (output is not null)
        {
            Save(output, report);
            context.Out.WriteLine(
                $"scores are in {Path.Combine(output, TrainingFiles.Metrics)}"
                + $"{(former is null ? string.Empty : $", former ones in {former}")}; beside the paper's in "
                + Path.Combine(output, TrainingFiles.EvaluationHtml));
        }

        return FaceptorApp.Good;
    }

    private static IEnumerable<UnscoredSplit> NotHeld(
        IFaceModel model, IEnumerable<TaskTrainingOptions> own, EvaluationOptions options) =>
        FaceDatasets.Supported.Except(model.Tasks)
            .Where(options.Asks)
            .Select(task => new UnscoredSplit(task.DatasetName, $"the weights do not hold {task}"))
            .Concat(model.Tasks.Except(FaceDatasets.Supported).Except(own.Select(entry => entry.Task))
                .Select(task => new UnscoredSplit(
                    task.DatasetName, "a task of one's own; name its pictures with --config recipe.yaml")));

    private static void Save(string output, EvaluationReport report)
    {
        RunFolder.Claim(
            output, TrainingFiles.Metrics, TrainingFiles.EvaluationMarkdown, TrainingFiles.EvaluationHtml);
        MetricsFile.Write(Path.Combine(output, TrainingFiles.Metrics), report.Records);
        Write(TrainingFiles.EvaluationMarkdown, EvaluationMarkdown.Of(report));
        Write(TrainingFiles.EvaluationHtml, EvaluationHtml.Of(report));

        void Write(string name, string text) => AtomicFile.Write(
            Path.Combine(output, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    // Before the scoring, so that one that fails leaves no scores that look like its own.
    private static string? SetAside(string output)
    {
        foreach (var name in new[] { TrainingFiles.EvaluationMarkdown, TrainingFiles.EvaluationHtml })
        {
            var path = Path.Combine(output, name);
            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }

        var file = Path.Combine(output, TrainingFiles.Metrics);
        if (!File.Exists(file))
        {
            return null;
        }

        var former = Path.Combine(output, TrainingFiles.PreviousMetrics);
        File.Move(file, former, overwrite: true);
        return former;
    }

    private static ImmutableArray<string> Names(ArgumentResult result) =>
    [
        .. result.Tokens.SelectMany(token => token.Value.Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];
}
