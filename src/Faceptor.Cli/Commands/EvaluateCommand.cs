using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Faceptor.Cli.Display;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Reporting;
using Faceptor.Evaluation.Sessions;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;
using TorchSharp;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor evaluate</c>: scores a model on test splits, beside the paper's numbers.</summary>
internal static class EvaluateCommand
{
    private static readonly ImmutableArray<string> Files =
        [TrainingFiles.Metrics, TrainingFiles.EvaluationMarkdown, TrainingFiles.EvaluationHtml];

    public static Command Create(CliContext context)
    {
        var data = CommonOptions.Data();
        var weights = CommonOptions.Weights();
        var tasks = CommonOptions.Tasks(context);
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
            Description = "Score so many samples of each dataset, chosen by a hash; of pairs as many of one identity as "
                + "of two, at least ten of each. Quick, and not to be compared with published scores.",
            HelpName = "N",
        };
        var config = new Option<FileInfo?>("--config")
        {
            Description = "Recipe that says where images of your own are: the recipe.yaml beside the weights, or the "
                + "file that they were trained by.",
            HelpName = "FILE.yaml",
        };
        var output = new Option<DirectoryInfo?>("--out")
        {
            Description = $"Folder for {TrainingFiles.Metrics}, {TrainingFiles.EvaluationMarkdown} and "
                + $"{TrainingFiles.EvaluationHtml}; without it the tables are only printed.",
            HelpName = "DIR",
        };
        var store = new Option<bool>("--store-operating-points")
        {
            Description = "Write the thresholds that verification sets support into the weight file, a safetensors file of this "
                + "project, for 'compare' and 'identify'. Its tensors stay, its hash changes.",
        };
        var sizes = new InferredSizeOptions();
        var overwrite = OutputFile.Overwrite(
            $"Replace former scores in --out; {TrainingFiles.Metrics} is kept as {TrainingFiles.PreviousMetrics}.");
        var command = new ExampleCommand(
            "evaluate",
            "Score a model on the test splits of the datasets below a folder, beside the paper's numbers.",
            "faceptor evaluate --data datasets --weights run/weights.safetensors --out scores",
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
            store,
            overwrite,
        };
        command.SetAction(parsed => Run(
            context,
            parsed.GetRequiredValue(data).FullName,
            parsed.GetRequiredValue(weights).FullName,
            sizes.Read(parsed) with { Logger = context.Logger },
            parsed.GetValue(tasks),
            parsed.GetValue(config) is { } file
                ? [.. RecipeFile.Read(file.FullName, registry: context.Datasets.Registry(parsed)).Training.Tasks
                    .Where(entry => entry.Dataset is not null)]
                : [],
            new EvaluationOptions
            {
                Registry = context.Datasets.Registry(parsed),
                Datasets = parsed.GetValue(datasets),
                MaxSamplesPerDataset = parsed.GetValue(maxSamples),
                ListsUnreadable = true,
                Logger = context.Logger,
            },
            parsed.GetValue(layout),
            parsed.GetRequiredValue(device),
            parsed.GetValue(output)?.FullName,
            parsed.GetValue(overwrite),
            parsed.GetValue(store)));
        return command;
    }

    /// <summary>Scores with progress.</summary>
    public static IReadOnlyList<MetricRecord> Score(CliContext context, EvaluationSession session, IFaceModel model) =>
        WorkDisplay.Run(context, "scoring", report => session.Evaluate(
            model,
            new DirectProgress<WorkProgress>(scored => report(scored.Done, scored.Total)),
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
        string? output,
        bool overwrites,
        bool storesOperatingPoints)
    {
        var target = ComputeDevice.Find(device);
        if (storesOperatingPoints)
        {
            OperatingPointsFile.Require(weights);
        }

        if (output is not null)
        {
            OutputFolder.RequireWritable(output);
        }

        // Before anything is looked at: what is there stays as it was looked at.
        using var held = output is null ? null : FolderLock.Take(output);
        if (output is not null)
        {
            OutputFile.RequireFree("--out", overwrites, Files.Select(name => Path.Combine(output, name)));
        }

        using var model = FaceptorWeights.Load(weights, sizes).Model;
        if (tasks.FirstOrDefault(task => !model.Tasks.Contains(task)) is { } missing)
        {
            throw new UsageException(
                $"--tasks: {weights} does not hold {missing}; it holds {string.Join(", ", model.Tasks)}.");
        }

        if (target.type != DeviceType.CPU)
        {
            model.Module.to(target);
        }

        context.Out.WriteLine($"reading the lists below {data}");
        FaceTask[] wanted = [.. tasks.IsEmpty ? model.Tasks : tasks];
        own = [.. own.Where(entry => wanted.Contains(entry.Task))];
        var unreadable = new List<UnscoredSplit>();
        using var session = new EvaluationSession(
            data, wanted.Except(own.Select(entry => entry.Task)), layout, options, CustomTestSets.Open(own, unreadable.Add));
        ImmutableArray<UnscoredSplit> NotScored() =>
            [.. unreadable, .. session.NotScored, .. tasks.IsEmpty ? NotHeld(model, own, options) : []];
        if (session.IsEmpty)
        {
            throw NothingScored(context, session, [.. unreadable, .. session.NotScored]);
        }

        var former = output is null ? null : SetAside(output);
        var records = Score(context, session, model);
        var report = new EvaluationReport
        {
            Weights = Path.GetFileName(weights),
            Records = records,
            NotScored = NotScored(),
            Options = options,
            Tasks = tasks.IsEmpty ? FaceTasks.All : tasks,
        };
        if (records.Count == 0)
        {
            throw NothingScored(context, session, [.. unreadable, .. session.NotScored]);
        }

        ScoreTable.Write(context, report.Records);
        ComparisonTable.Write(context, report);
        WriteOperatingPoints(context, records);
        if (storesOperatingPoints)
        {
            StoredOperatingPoints.Store(context, weights, records);
        }

        if (output is not null)
        {
            Save(output, report);
            context.Out.WriteLine(
                $"scores are in {Path.Combine(output, TrainingFiles.Metrics)}"
                + $"{(former is null ? string.Empty : $", former ones in {former}")}; beside the paper's in "
                + Path.Combine(output, TrainingFiles.EvaluationHtml));
        }

        UnreadableText.Warn(context, report.NotScored);
        return FaceptorApp.Success;
    }

    private static void WriteOperatingPoints(CliContext context, IReadOnlyList<MetricRecord> records)
    {
        foreach (var points in records.Select(record => record.OperatingPoints).OfType<OperatingPoints>())
        {
            context.Out.WriteLine($"thresholds of similarity, {points.Set}: {OperatingPointText.Describe(points)}");
        }
    }

    // All reasons are listed; the line of the error has the first.
    private static DatasetException NothingScored(
        CliContext context, EvaluationSession session, IReadOnlyList<UnscoredSplit> notScored)
    {
        foreach (var unscored in notScored)
        {
            context.Out.WriteLine(unscored.ToString());
        }

        return new DatasetException(
            "nothing could be scored",
            notScored.FirstOrDefault(unscored => unscored.IsUnreadable) is { } first
                ? $"{first.Name}: {first.Reason}"
                : $"{session.Needs}.");
    }

    private static IEnumerable<UnscoredSplit> NotHeld(
        IFaceModel model, IEnumerable<TaskTrainingOptions> own, EvaluationOptions options) =>
        options.Registry.Tasks.Except(model.Tasks)
            .Where(options.Asks)
            .Select(task => new UnscoredSplit(task.DatasetName, $"the weights do not hold {task}"))
            .Concat(model.Tasks.Except(options.Registry.Tasks).Except(own.Select(entry => entry.Task))
                .Select(task => new UnscoredSplit(
                    task.DatasetName, "a custom task; name its images with --config recipe.yaml")));

    private static void Save(string output, EvaluationReport report)
    {
        RunFolder.Claim(
            output, TrainingFiles.Metrics, TrainingFiles.EvaluationMarkdown, TrainingFiles.EvaluationHtml);
        MetricsFile.Write(Path.Combine(output, TrainingFiles.Metrics), report.Records, report.NotScored);
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
