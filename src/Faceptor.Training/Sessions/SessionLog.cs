using Microsoft.Extensions.Logging;

namespace Faceptor.Training.Sessions;

/// <summary>What a session says; event ids 3100 to 3199, listed in docs/logging.md.</summary>
internal static partial class SessionLog
{
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
