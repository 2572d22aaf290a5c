namespace Faceptor.Training.Checkpoints;

/// <summary>Why a checkpoint was written.</summary>
public enum CheckpointReason
{
    /// <summary>The interval of the options was over, in steps or minutes.</summary>
    Interval,

    /// <summary>The run was done.</summary>
    Finished,

    /// <summary>The run was cancelled.</summary>
    Cancelled,

    /// <summary>Something ended the run: a broken picture, a source that ended, a full disk.</summary>
    Failed,

    /// <summary>A loss was not finite; the weights are those before the first bad step.</summary>
    NonFiniteLoss,
}
