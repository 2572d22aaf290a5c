using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Cli.Ranks;
using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Evaluation.Sessions;
using Faceptor.Training;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Reporting;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor train</c>: trains on a folder of datasets and scores the result.</summary>
internal static class TrainCommand
{
    public static Command Create(CliContext context)
    {
        var data = CommonOptions.Data(isRequired: false);
        var resume = new Option<bool>("--resume")
        {
            Description = "Go on with the run in --out, which was stopped or died, from its newest whole checkpoint: "
                + "same recipe, same result. Only --data (when it has moved), --device, --workers, --ranks, "
                + "--stall-minutes, --no-evaluation and --dataset-assembly go with it.",
        };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Folder for weights, log, options and scores. One that holds the results of an earlier run "
                + "is refused, see --overwrite.",
            HelpName = "DIR",
            Required = true,
        };
        var recipe = new RecipeOptions();
        var ranks = new RankOptions();
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
            Description = "Remove the results of an earlier run from --out when the new run begins: what "
                + $"{TrainingFiles.Marker} there names as Faceptor's, and nothing else.",
        };
        var workers = new Option<int?>("--workers")
        {
            Description = "Threads that read and prepare images, for all datasets together; half of the processors, "
                + "at most 8, when left out, shared out to the ranks of a machine. Results do not depend on it.",
            HelpName = "N",
        };
        var skip = new Option<bool>("--skip-bad-samples")
        {
            Description = "Put another sample in the place of one that cannot be read, and list them at the end, "
                + "instead of stopping.",
        };
        var layout = CommonOptions.Layout();
        var device = CommonOptions.Device();
        var command = new ExampleCommand(
            "train",
            "Train a network on the datasets below a folder and score it on their test splits. "
            + "Ctrl-C leaves a loadable checkpoint. Values come from the recipe, then --config, then --set, then "
            + "options of their own; what came out is written as recipe.yaml, which --config takes.",
            "faceptor train --data drawn --out run --recipe small --steps 600",
            "faceptor train --resume --out run",
            "faceptor train --data drawn --out run2 --recipe small --steps 600 --ranks 2",
            "faceptor train --data datasets --out base --recipe faceptor-base --weights FaRL.pth",
            "faceptor train --data datasets --out stage2 --recipe layer-attention --weights base/weights.safetensors",
            "faceptor train --data datasets --out lapa --recipe transfer-prompt --task parsing/lapa "
            + "--weights base/weights.safetensors",
            "faceptor train --data datasets --out helmets --config helmets.yaml --weights base/weights.safetensors")
        {
            data,
            output,
            resume,
            weights,
            layout,
            device,
            workers,
            skip,
            noEvaluation,
            overwrite,
        };
        foreach (var option in ranks.All.Concat(recipe.All))
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var launched = LaunchEnvironment.Read();
            var isResumed = parsed.GetValue(resume);
            var registry = context.Datasets.Registry(parsed);
            var outputFolder = parsed.GetRequiredValue(output).FullName;
            if (isResumed)
            {
                RequireNothingElse(parsed, [.. recipe.All, weights, layout, skip, overwrite]);
            }

            var chosen = isResumed ? null : recipe.Resolve(parsed, registry);
            if (ranks.NumRanks(parsed) is > 1 and var numRanks)
            {
                RankOptions.RequireNoLauncher(launched);
                RankOptions.RequireDivides(numRanks, chosen ?? TrainRun.RecipeOf(outputFolder, registry));
                return RankLauncher.Run(
                    context, RankOptions.OfRanks(parsed), numRanks, parsed.GetRequiredValue(device));
            }

            var evaluates = !parsed.GetValue(noEvaluation);
            var limit = ranks.StallLimit(parsed);
            var numWorkers = parsed.GetValue(workers) ?? RankThreads.WorkersOf(RankThreads.NumLocalRanks());
            return RankRun.Run(context, parsed, launched, parsed.GetRequiredValue(device), (own, run) => isResumed
                ? new TrainRun(own, run, limit, evaluates).Resume(outputFolder, options => options with
                {
                    Registry = registry,
                    DataRoot = parsed.GetValue(data)?.FullName ?? options.DataRoot,
                    Device = parsed.GetRequiredValue(device),
                    NumWorkers = numWorkers,
                    Logger = own.Logger,
                    Ranks = run.Communicator,
                })
                : new TrainRun(own, run, limit, evaluates).Start(chosen!, recipe.ConfigOf(parsed), TrainingSessionOptions.Of(
                    chosen!,
                    parsed.GetValue(data)?.FullName
                        ?? throw new UsageException("Option '--data' is required, except with --resume."),
                    outputFolder,
                    parsed.GetValue(weights)?.FullName) with
                {
                    Registry = registry,
                    Layout = parsed.GetValue(layout),
                    Device = parsed.GetRequiredValue(device),
                    NumWorkers = numWorkers,
                    NumThreads = RankThreads.Share(),
                    BadSamples = parsed.GetValue(skip) ? BadSamplePolicy.Skip : BadSamplePolicy.Stop,
                    OverwritesEarlierRun = parsed.GetValue(overwrite),
                    Logger = own.Logger,
                    Ranks = run.Communicator,
                }));
        });
        return command;
    }

    // A resumed run is what it was; whatever else is asked for would be dropped in silence.
    private static void RequireNothingElse(ParseResult parsed, Option[] others)
    {
        if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
        {
            throw new UsageException(
                $"{other.Name} does not go with --resume, which goes on with the run as it was begun; leave it out, or "
                + "begin another run in another folder.");
        }
    }

    /// <summary>Says which tasks keep Layer-Attention; nothing unless a second stage has ended.</summary>
    public static void WriteChoices(CliContext context, TrainingSession session)
    {
        foreach (var choice in session.LayerAttentionChoices)
        {
            context.Out.WriteLine($"Layer-Attention of {choice.TaskId}: {ChoiceTable.Describe(choice)}");
        }
    }

    /// <summary>Trains with progress.</summary>
    /// <param name="context">Where to show it.</param>
    /// <param name="session">What to train.</param>
    /// <param name="evaluation">Scores the model at intervals and at the end; null does not.</param>
    /// <param name="observers">Who else is told; null for nobody.</param>
    /// <param name="watchdog">Sees that the run goes on; null where nobody waits for this process.</param>
    /// <exception cref="CancelledException">The user stopped it; the message names the checkpoint.</exception>
    public static TrainingResult Train(
        CliContext context,
        TrainingSession session,
        EvaluationSession? evaluation = null,
        IReadOnlyList<ITrainingObserver>? observers = null,
        Watchdog? watchdog = null)
    {
        TrainingResult result;
        try
        {
            result = TrainingDisplay.Run(context, session.Training.NumSteps, (steps, scoring) => session.Train(
                steps,
                new TrainingHooks
                {
                    StepBegins = watchdog is null ? null : step => watchdog.Progress(step),
                    Observers = observers ?? [],
                    Evaluate = evaluation is null
                        ? null
                        : (model, token) => evaluation.Evaluate(model, Watched(scoring, watchdog), token),
                },
                cancellationToken: context.Cancellation));
        }
        catch
        {
            // The error itself follows; this is the good part of the news.
            if (session.LastCheckpoint is { Reason: CheckpointReason.Failed } saved)
            {
                context.Out.WriteLine(
                    $"stopped after step {saved.Step} of {saved.NumSteps}; the checkpoint of this step is in "
                    + $"{Path.Combine(session.OutputFolder, TrainingFiles.CheckpointFolder)}; "
                    + "--resume goes on from it");
            }

            throw;
        }

        return result.WasCancelled
            ? throw new CancelledException(
                $"cancelled after step {result.StepsDone} of {session.Training.NumSteps}; "
                + $"checkpoint in {result.WeightsPath}, "
                + $"go on with: faceptor train --resume --out {session.OutputFolder}")
            : result;
    }

    // Scoring takes long, and says nothing to other ranks before its end.
    private static IProgress<WorkProgress> Watched(IProgress<WorkProgress> progress, Watchdog? watchdog) =>
        watchdog is null
            ? progress
            : new DirectProgress<WorkProgress>(report =>
            {
                watchdog.Progress();
                progress.Report(report);
            });
}
