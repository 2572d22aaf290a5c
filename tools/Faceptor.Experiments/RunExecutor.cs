using Faceptor.Cli;
using Faceptor.Cli.Commands;
using Faceptor.Cli.Display;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Sessions;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Experiments;

/// <summary>Trains and scores single runs: a finished one is read, one that was stopped goes on.</summary>
/// <param name="context">Where to show it.</param>
/// <param name="plan">The numbers.</param>
/// <param name="folder">Where everything is.</param>
/// <param name="data">The datasets.</param>
internal sealed class RunExecutor(CliContext context, ExperimentPlan plan, ExperimentFolder folder, string data)
{
    // Where a run that was stopped goes on to the same bits; networks this small gain little elsewhere.
    private const string Device = "cpu";

    private const string BeforeChoiceFile = "metrics.before-choice.json";

    /// <summary>Brings a run to its end. Those that it starts from have to be finished.</summary>
    /// <param name="run">The run.</param>
    /// <param name="seed">Seed of weights, order and augmentation.</param>
    /// <param name="announce">Told what will be done, before it is.</param>
    /// <exception cref="OptionsException">The folder holds a run with other numbers or data.</exception>
    /// <exception cref="CancelledException">The user stopped it.</exception>
    public RunOutcome Execute(ExperimentRun run, long seed, Action<string> announce)
    {
        var recipe = plan.Prepare(run.Recipe, seed);
        var output = folder.RunOf(run, seed);
        RequireSame(output, recipe);
        if (RunSummary.Find(output) is { } finished)
        {
            announce("finished before");
            return Read(output, finished);
        }

        using var session = Open(run, seed, recipe, output);
        announce($"{session.Training.NumSteps} steps of {string.Join(", ", session.Datasets.Select(data => data.Task))}"
            + (session.ResumesFrom is { } checkpoint ? $", going on after step {checkpoint.Manifest.Info.Step}" : ""));
        RecipeFile.Save(Path.Combine(output, TrainingFiles.Recipe), recipe);

        // Opened before training, so that a missing test split is reported at once.
        using var evaluation = new EvaluationSession(data, run.Scored);
        var result = Train(session);
        var time = result.LastProgress?.Elapsed ?? session.ResumesFrom?.Manifest.Elapsed ?? TimeSpan.Zero;
        return Save(run, session, evaluation, output, time);
    }

    private static RunOutcome Read(string output, RunSummary summary)
    {
        var records = MetricsFile.Read(Path.Combine(output, TrainingFiles.Metrics));
        var before = Path.Combine(output, BeforeChoiceFile);
        return new RunOutcome(summary, records, File.Exists(before) ? MetricsFile.Read(before) : records);
    }

    private TrainingSession Open(ExperimentRun run, long seed, Recipe recipe, string output)
    {
        // Also when it was killed before its first checkpoint, or while that was written: then it begins again.
        if (File.Exists(Path.Combine(output, TrainingFiles.Options)))
        {
            return TrainingSession.Resume(output, options => options with { DataRoot = data, Device = Device });
        }

        var weights = run.From is { } first
            ? Path.Combine(folder.RunOf(first, seed), TrainingFiles.Weights)
            : null;
        return new TrainingSession(
            TrainingSessionOptions.Of(recipe, data, output, weights) with { Device = Device });
    }

    private TrainingResult Train(TrainingSession session)
    {
        var result = TrainingDisplay.Run(
            context,
            session.Training.NumSteps,
            (steps, _) => session.Train(steps, cancellationToken: context.Cancellation));
        return result.WasCancelled
            ? throw new CancelledException(
                $"cancelled after step {result.StepsDone} of {session.Training.NumSteps}; the same command goes on "
                + $"from there ({session.OutputFolder}).")
            : result;
    }

    // The summary is last: whoever finds it finds everything.
    private RunOutcome Save(
        ExperimentRun run, TrainingSession session, EvaluationSession evaluation, string output, TimeSpan time)
    {
        var records = Score(run, session.Model, evaluation);
        MetricsFile.Write(Path.Combine(output, TrainingFiles.Metrics), records);
        var beforeChoice = records;
        if (session.LayerAttentionChoices is { IsEmpty: false } choices && session.Model is FaceptorModel faceptor)
        {
            TrainCommand.WriteChoices(context, session);
            foreach (var choice in choices)
            {
                faceptor.SwitchLayerAttention(FaceTasks.Get(choice.TaskId), isOn: true);
            }

            faceptor.ClearCaches();
            beforeChoice = Score(run, faceptor, evaluation);
            MetricsFile.Write(Path.Combine(output, BeforeChoiceFile), beforeChoice);
        }

        var summary = new RunSummary
        {
            NumParameters = session.Model.CountParameters().Values.Sum(),
            NumTrained = session.Model.Module.parameters()
                .Where(parameter => parameter.requires_grad)
                .Sum(parameter => parameter.numel()),
            NumSteps = session.Training.NumSteps,
            TrainingSeconds = time.TotalSeconds,
            KeptLayerAttention =
                [.. session.LayerAttentionChoices.Where(choice => choice.IsKept).Select(choice => choice.TaskId)],
        };
        summary.Write(output);

        // Nothing goes on from here; a hundred runs would keep gigabytes.
        RunFolder.RemoveCheckpoints(output);
        return new RunOutcome(summary, records, beforeChoice);
    }

    private IReadOnlyList<MetricRecord> Score(ExperimentRun run, IFaceModel model, EvaluationSession evaluation)
    {
        var records = EvaluateCommand.Score(context, evaluation, model);
        return run.Scored.FirstOrDefault(task => PrimaryMetric.Find(records, task) is null) is { } missing
            ? throw new DatasetException(
                data, $"expected a test split or verification set to score {missing}, found none; draw the data anew.")
            : records;
    }

    // Scores of different numbers or images must not stand in one table.
    private void RequireSame(string output, Recipe recipe)
    {
        var (recipeFile, optionsFile) = (
            Path.Combine(output, TrainingFiles.Recipe), Path.Combine(output, TrainingFiles.Options));
        if (File.Exists(recipeFile) && File.ReadAllText(recipeFile) != RecipeFile.Write(recipe))
        {
            throw new OptionsException(
                "--out",
                $"{recipeFile} has other numbers than this run would have (another --steps-share or version); name "
                + "another folder, or remove the run's.");
        }

        if (File.Exists(optionsFile) && RunRecordFile.Read(optionsFile).DataRoot is { } former
            && former != Path.GetFullPath(data))
        {
            throw new OptionsException(
                "--out",
                $"{output} was trained on {former}, and {data} is asked for; name another folder, or the former "
                + "--data.");
        }
    }
}
