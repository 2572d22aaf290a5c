using System.Collections.Immutable;
using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Core.Errors;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor train</c>: trains on a folder of datasets and scores the result.</summary>
internal static class TrainCommand
{
    private static readonly ImmutableArray<(string Name, FaceptorOptions Options, TrainingOptions Recipe)> Presets =
    [
        ("small", FaceptorPresets.Small, TrainingRecipes.Small),
        ("base", FaceptorPresets.Base, TrainingRecipes.Base),
        ("full", FaceptorPresets.Full, TrainingRecipes.Full),
        ("naive", FaceptorPresets.Naive, TrainingRecipes.Naive),
        ("small-naive", FaceptorPresets.SmallNaive, TrainingRecipes.Small),
    ];

    public static Command Create(CliContext context)
    {
        var data = CommonOptions.Data();
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Folder for weights, log, options and scores. One that holds the results of an earlier run "
                + "is refused, see --overwrite.",
            HelpName = "DIR",
            Required = true,
        };
        var preset = new Option<string>("--preset")
        {
            Description = "The network: Faceptor in three sizes, or Naive Faceptor in two.",
            DefaultValueFactory = _ => "small",
        };
        preset.AcceptOnlyFromAmong([.. Presets.Select(entry => entry.Name)]);
        var recipe = new Option<string?>("--recipe")
        {
            Description = "Batch sizes, weights and rates; that of the preset when left out.",
        };
        recipe.AcceptOnlyFromAmong([.. TrainingRecipes.All.Select(entry => entry.Name)]);
        var steps = new Option<int?>("--steps")
        {
            Description = "Number of steps; the recipe's when left out.",
            HelpName = "N",
        };
        var weights = new Option<FileInfo?>("--weights")
        {
            Description = "Weight file to start from: FaRL's for the encoder of base, full or naive, or one whose "
                + "network is the same.",
            HelpName = "FILE",
        };
        var logInterval = new Option<int?>("--log-interval")
        {
            Description = "Steps between reports; the recipe's when left out.",
            HelpName = "N",
        };
        var noEvaluation = new Option<bool>("--no-evaluation")
        {
            Description = "Do not score the model at the end; test splits need not be there.",
        };
        var overwrite = new Option<bool>("--overwrite")
        {
            Description = "Remove the results of an earlier run from --out when the new run begins.",
        };
        var workers = new Option<int?>("--workers")
        {
            Description = "Threads that read and prepare pictures, for all datasets together; half of the processors, "
                + "at most 8, when left out. Results do not depend on it.",
            HelpName = "N",
        };
        var skip = new Option<bool>("--skip-bad-samples")
        {
            Description = "Put another sample in the place of one that cannot be read, and list them at the end, "
                + "instead of stopping.",
        };
        var layout = CommonOptions.Layout();
        var tasks = CommonOptions.Tasks();
        var seed = CommonOptions.Seed();
        var command = new ExampleCommand(
            "train",
            "Train a network on the datasets below a folder and score it on their test splits. "
            + "Ctrl-C leaves a loadable checkpoint.",
            "faceptor train --data datasets --out run --preset small --steps 600",
            "faceptor train --data datasets --out run --tasks landmarks/300w,age/morph2")
        {
            data,
            output,
            preset,
            recipe,
            tasks,
            steps,
            seed,
            weights,
            layout,
            workers,
            skip,
            logInterval,
            noEvaluation,
            overwrite,
        };
        command.SetAction(parsed =>
        {
            var chosen = Presets.First(entry => entry.Name == parsed.GetRequiredValue(preset));
            var options = parsed.GetValue(recipe) is { } recipeName
                ? TrainingRecipes.All.First(entry => entry.Name == recipeName).Options
                : chosen.Recipe;
            var session = new TrainingSessionOptions
            {
                DataRoot = parsed.GetRequiredValue(data).FullName,
                OutputFolder = parsed.GetRequiredValue(output).FullName,
                Model = chosen.Options,
                Training = options with
                {
                    NumSteps = parsed.GetValue(steps) ?? options.NumSteps,
                    LogInterval = parsed.GetValue(logInterval) ?? options.LogInterval,
                    Seed = parsed.GetValue(seed),
                },
                Tasks = parsed.GetValue(tasks),
                InitialWeights = parsed.GetValue(weights)?.FullName,
                Layout = parsed.GetValue(layout),
                BadSamples = parsed.GetValue(skip) ? BadSamplePolicy.Skip : BadSamplePolicy.Stop,
            };
            return Run(
                context,
                parsed.GetValue(workers) is { } numWorkers ? session with { NumWorkers = numWorkers } : session,
                evaluates: !parsed.GetValue(noEvaluation),
                overwrites: parsed.GetValue(overwrite));
        });
        return command;
    }

    private static int Run(CliContext context, TrainingSessionOptions options, bool evaluates, bool overwrites)
    {
        RequireFree(options, overwrites);
        context.Out.WriteLine($"reading the lists below {options.DataRoot}");
        using var session = new TrainingSession(options);
        foreach (var dataset in session.Datasets)
        {
            context.Out.WriteLine(
                $"{dataset.Task}: {dataset.Count} samples ({dataset.Task.DatasetName} {dataset.Split})");
        }

        // Opened before training, so that a missing test split is reported at once.
        using var evaluation = evaluates ? new EvaluationSession(options.DataRoot, session.Model.Tasks, options.Layout) : null;
        Train(context, session);
        WriteBadSamples(context, session);
        context.Out.WriteLine($"weights are in {Path.Combine(options.OutputFolder, TrainingFiles.Weights)}");
        if (evaluation is not null)
        {
            var records = EvaluateCommand.Score(context, evaluation, session.Model);
            var scores = Path.Combine(options.OutputFolder, TrainingFiles.Metrics);
            MetricsFile.Write(scores, records);
            ScoreTable.Write(context, records);
            context.Out.WriteLine($"scores are in {scores}");
        }

        return FaceptorApp.Good;
    }

    private static void WriteBadSamples(CliContext context, TrainingSession session)
    {
        foreach (var (task, sample) in session.BadSamples)
        {
            context.Out.WriteLine($"skipped in {task}: {sample.Problem.Message}");
        }
    }

    // Hours of training are not replaced by a repeated line of the shell's history.
    private static void RequireFree(TrainingSessionOptions options, bool overwrites)
    {
        OutputFolder.RequireWritable(options.OutputFolder);
        var earlier = TrainingFiles.FindResults(options.OutputFolder);
        if (!earlier.IsEmpty && !overwrites)
        {
            throw new OptionsException(
                "--out",
                $"{options.OutputFolder} holds the results of an earlier run ({string.Join(", ", earlier)}); "
                + "name another folder, or add --overwrite to remove them.");
        }

        if (options.InitialWeights is { } weights
            && earlier.Any(name => Path.Combine(options.OutputFolder, name) == weights))
        {
            throw new OptionsException(
                "--weights", $"{weights} would be removed with the earlier run; name another folder with --out.");
        }
    }

    /// <summary>Trains with progress.</summary>
    /// <param name="context">Where to show it.</param>
    /// <param name="session">What to train.</param>
    /// <param name="onReport">Receives every report too.</param>
    /// <exception cref="CancelledException">The user stopped it; the message names the checkpoint.</exception>
    public static TrainingResult Train(
        CliContext context, TrainingSession session, Action<TrainingProgress>? onReport = null)
    {
        TrainingResult result;
        try
        {
            result = TrainingDisplay.Run(context, session.Training.NumSteps, display => session.Train(
                new DirectProgress<TrainingProgress>(report =>
                {
                    onReport?.Invoke(report);
                    display.Report(report);
                }),
                cancellationToken: context.Cancellation));
        }
        catch
        {
            // The error itself follows; this is the good part of the news.
            if (session.LastCheckpoint is { Reason: CheckpointReason.Failed } saved)
            {
                context.Out.WriteLine(
                    $"stopped after step {saved.Step} of {saved.NumSteps}; "
                    + $"checkpoint in {Path.Combine(session.OutputFolder, TrainingFiles.Weights)}");
            }

            throw;
        }

        return result.WasCancelled
            ? throw new CancelledException(
                $"cancelled after step {result.StepsDone} of {session.Training.NumSteps}; "
                + $"checkpoint in {result.WeightsPath}")
            : result;
    }
}
