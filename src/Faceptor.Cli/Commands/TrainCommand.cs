using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Core.Errors;
using Faceptor.Data.Loading;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor train</c>: trains on a folder of datasets and scores the result.</summary>
internal static class TrainCommand
{
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
        var recipe = new RecipeOptions();
        var weights = new Option<FileInfo?>("--weights")
        {
            Description = "Weight file to start from: FaRL's for the encoder, or one whose network is the same; for "
                + "layer-attention and the transfers a trained Faceptor, which is extended.",
            HelpName = "FILE",
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
        var command = new ExampleCommand(
            "train",
            "Train a network on the datasets below a folder and score it on their test splits. "
            + "Ctrl-C leaves a loadable checkpoint. Values come from the recipe, then --config, then --set, then options "
            + "of their own; what came out is written as recipe.yaml, which --config takes.",
            "faceptor train --data drawn --out run --recipe small --steps 600",
            "faceptor train --data datasets --out base --recipe faceptor-base --weights FaRL.pth",
            "faceptor train --data datasets --out stage2 --recipe layer-attention --weights base/weights.safetensors",
            "faceptor train --data datasets --out lapa --recipe transfer-prompt --task parsing/lapa "
            + "--weights base/weights.safetensors",
            "faceptor train --data datasets --out helmets --config helmets.yaml --weights base/weights.safetensors")
        {
            data,
            output,
            weights,
            layout,
            workers,
            skip,
            noEvaluation,
            overwrite,
        };
        foreach (var option in recipe.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var chosen = recipe.Resolve(parsed);
            var session = TrainingSessionOptions.Of(
                chosen,
                parsed.GetRequiredValue(data).FullName,
                parsed.GetRequiredValue(output).FullName,
                parsed.GetValue(weights)?.FullName) with
            {
                Layout = parsed.GetValue(layout),
                BadSamples = parsed.GetValue(skip) ? BadSamplePolicy.Skip : BadSamplePolicy.Stop,
            };
            return Run(
                context,
                chosen,
                parsed.GetValue(workers) is { } numWorkers ? session with { NumWorkers = numWorkers } : session,
                evaluates: !parsed.GetValue(noEvaluation),
                overwrites: parsed.GetValue(overwrite));
        });
        return command;
    }

    private static int Run(
        CliContext context, Recipe recipe, TrainingSessionOptions options, bool evaluates, bool overwrites)
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
        using var evaluation = evaluates
            ? new EvaluationSession(
                options.DataRoot,
                session.Model.Tasks,
                options.Layout,
                own: EvaluationSet.OpenOwn(session.OwnDatasets))
            : null;
        RecipeFile.Save(Path.Combine(options.OutputFolder, TrainingFiles.Recipe), session.Complete(recipe));
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
