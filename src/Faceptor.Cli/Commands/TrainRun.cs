using Faceptor.Cli.Display;
using Faceptor.Cli.Ranks;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Faceptor.Training.Reporting;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Commands;

/// <summary>One run of <c>faceptor train</c>, in this process alone or as one rank of it.</summary>
/// <param name="context">Where to show it.</param>
/// <param name="run">The other ranks.</param>
/// <param name="limit">How long a rank may make no progress; null for as long as it likes.</param>
/// <param name="evaluates">Whether it is scored.</param>
internal sealed class TrainRun(CliContext context, RankRun run, TimeSpan? limit, bool evaluates)
{
    /// <summary>Begins a run.</summary>
    /// <param name="recipe">What it is trained by.</param>
    /// <param name="config">The file that the recipe came from; null without one.</param>
    /// <param name="options">What is trained.</param>
    /// <returns>The exit code.</returns>
    public int Start(Recipe recipe, string? config, TrainingSessionOptions options)
    {
        if (run.Leads)
        {
            OutputFolder.RequireWritable(options.OutputFolder);
            using var held = FolderLock.Take(options.OutputFolder);
            RunFolder.RequireFree(
                options.OutputFolder,
                options.OverwritesEarlierRun,
                new[] { config, options.InitialWeights, options.DataRoot }.OfType<string>());
        }

        context.Out.WriteLine($"reading the lists below {options.DataRoot}");
        using var session = new TrainingSession(options);
        foreach (var dataset in session.Datasets)
        {
            context.Out.WriteLine(
                $"{dataset.Task}: {dataset.Count} samples ({dataset.Task.DatasetName} {dataset.Split})");
        }

        if (options.Model is { Normalization: var asked } && asked != session.Model.Options.Normalization)
        {
            context.Out.WriteLine(
                $"images are normalised as the weights learned them: {session.Model.Options.Normalization}");
        }

        return Run(session, recipe.Name, () => RecipeFile.Save(
            Path.Combine(options.OutputFolder, TrainingFiles.Recipe), session.Complete(recipe)));
    }

    /// <summary>Goes on with a run.</summary>
    /// <param name="output">Its folder.</param>
    /// <param name="adjust">Changes what does not change results.</param>
    /// <returns>The exit code.</returns>
    public int Resume(string output, Func<TrainingSessionOptions, TrainingSessionOptions> adjust)
    {
        if (run.Leads)
        {
            OutputFolder.RequireWritable(output);
        }

        using var session = TrainingSession.Resume(output, adjust, run.Communicator);
        foreach (var damaged in session.ResumesFrom?.Damaged ?? [])
        {
            context.Out.WriteLine($"passed over a damaged checkpoint: {damaged}");
        }

        foreach (var change in session.Changes)
        {
            context.Out.WriteLine($"not as it was: {change}");
        }

        context.Out.WriteLine(session.ResumesFrom is { } checkpoint
            ? $"going on after step {checkpoint.Manifest.Info.Step} of {session.Training.NumSteps} "
                + $"({checkpoint.Folder})"
            : $"no checkpoint was written yet; beginning again with step 1 of {session.Training.NumSteps}");
        return Run(session, RecipeOf(output, session.Registry)?.Name ?? "run");
    }

    /// <summary>The recipe of a run that is there; null where its folder has none.</summary>
    public static Recipe? RecipeOf(string output, DatasetRegistry registry)
    {
        var path = Path.Combine(output, TrainingFiles.Recipe);
        return File.Exists(path) ? RecipeFile.Read(path, registry: registry) : null;
    }

    private int Run(TrainingSession session, string title, Action? beforeTraining = null)
    {
        foreach (var note in session.Notes)
        {
            context.Out.WriteLine($"note: {note}");
        }

        // Opened before training, so that a missing test split is reported at once.
        using var evaluation = evaluates ? RunScoring.Open(context, session, run.Communicator) : null;
        using var watch = run.Leads ? new RunObservers(session, title, evaluation is not null) : null;
        if (run.Leads)
        {
            beforeTraining?.Invoke();
        }

        TrainingResult result;
        try
        {
            using var watchdog = run.Watch(limit);
            result = TrainCommand.Train(context, session, evaluation, watch?.Observers, watchdog);
        }
        catch
        {
            run.EndsTogether = session.EndedTogether;
            throw;
        }

        if (!run.Leads)
        {
            return FaceptorApp.Success;
        }

        WriteBadSamples(session);
        TrainCommand.WriteChoices(context, session);
        context.Out.WriteLine($"weights are in {result.WeightsPath}");
        if (evaluation is not null)
        {
            var scores = Path.Combine(session.OutputFolder, TrainingFiles.Metrics);
            MetricsFile.Write(scores, result.Scores, evaluation.NotScored);
            if (result.Scores.Any(record => record.OperatingPoints is { Points.IsEmpty: false }))
            {
                StoredOperatingPoints.Store(context, result.WeightsPath, result.Scores);
            }

            ScoreTable.Write(context, result.Scores);
            RunScoring.WriteUnreadable(context, evaluation.NotScored);
            context.Out.WriteLine($"scores are in {scores}, the report in "
                + Path.Combine(session.OutputFolder, ReportObserver.FileName));
        }

        return FaceptorApp.Success;
    }

    private void WriteBadSamples(TrainingSession session)
    {
        foreach (var (task, sample) in session.BadSamples)
        {
            context.Out.WriteLine($"skipped in {task}: {sample.Problem.Message}");
        }
    }
}
