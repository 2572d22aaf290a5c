using Microsoft.Extensions.Logging;

namespace Faceptor.Training.Sessions;

/// <summary>What a session says; event ids 3100 to 3199, listed in docs/logging.md.</summary>
internal static partial class SessionLog
{
    /// <summary>Says all that is known of a session when it is open.</summary>
    /// <param name="logger">Receives it.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">What it was asked for.</param>
    /// <param name="counts">Training samples, by task.</param>
    public static void Opened(
        ILogger logger,
        TrainingSession session,
        TrainingSessionOptions options,
        IEnumerable<KeyValuePair<string, int>> counts)
    {
        FaceTask[] tasks = [.. session.Training.Tasks.Select(entry => entry.Task)];
        SessionOpened(logger, session.Training.FineTuneScope.ToString(), string.Join<FaceTask>(", ", tasks));
        SessionFolders(logger, options.DataRoot, options.OutputFolder);
        foreach (var (task, numSamples) in counts)
        {
            DatasetOpened(logger, task, numSamples);
        }

        foreach (var task in options.Training.Tasks.Select(entry => entry.Task).Except(tasks))
        {
            TaskLeftOut(logger, task.Id);
        }

        if (session.ResumesFrom is { } checkpoint)
        {
            RunResumed(logger, checkpoint.Manifest.Info.Step, session.Training.NumSteps);
            if (!checkpoint.Damaged.IsEmpty)
            {
                CheckpointsPassedOver(logger, checkpoint.Damaged.Length);
            }
        }

        foreach (var change in session.Changes)
        {
            RunChanged(logger, change);
        }

        foreach (var note in session.Notes)
        {
            RunNote(logger, note);
        }
    }

    [LoggerMessage(3100, LogLevel.Information, "Opened a session that trains {FineTuneScope} on {Tasks}")]
    public static partial void SessionOpened(ILogger logger, string fineTuneScope, string tasks);

    [LoggerMessage(3101, LogLevel.Debug, "Datasets are below {DataRoot}, files go to {OutputFolder}")]
    public static partial void SessionFolders(ILogger logger, string dataRoot, string outputFolder);

    [LoggerMessage(3102, LogLevel.Information, "{Task} has {NumSamples} training samples")]
    public static partial void DatasetOpened(ILogger logger, string task, int numSamples);

    [LoggerMessage(3103, LogLevel.Warning, "Left out {Task} of the recipe: its dataset is not there or not wanted")]
    public static partial void TaskLeftOut(ILogger logger, string task);

    [LoggerMessage(3104, LogLevel.Information, "Going on from the checkpoint after step {Step} of {NumSteps}")]
    public static partial void RunResumed(ILogger logger, int step, int numSteps);

    [LoggerMessage(3105, LogLevel.Warning, "Passed over {NumCheckpoints} damaged checkpoints")]
    public static partial void CheckpointsPassedOver(ILogger logger, int numCheckpoints);

    [LoggerMessage(3106, LogLevel.Warning, "Not as it was when the run was begun: {Change}")]
    public static partial void RunChanged(ILogger logger, string change);

    [LoggerMessage(3107, LogLevel.Information, "Otherwise than the released code: {Note}")]
    public static partial void RunNote(ILogger logger, string note);

    [LoggerMessage(3108, LogLevel.Information,
        "Layer-Attention of {Task}: {Metric} on the validation split {Without:G4} without, {With:G4} with; kept: {IsKept}")]
    public static partial void LayerAttentionChosen(
        ILogger logger, string task, string metric, double without, double with, bool isKept);
}
