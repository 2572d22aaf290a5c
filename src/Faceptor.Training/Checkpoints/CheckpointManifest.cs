using System.Collections.Immutable;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// What a checkpoint says about itself in <c>checkpoint.json</c>: where the run stands, how it came there, and what its
/// files must look like.
/// </summary>
internal sealed record CheckpointManifest
{
    /// <summary>
    /// The form of checkpoints that this version writes; it reads older ones too. Since 2, a file beside the manifest
    /// vouches for it.
    /// </summary>
    public const int CurrentFormat = 2;

    /// <summary>The form of this checkpoint.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Step and reason.</summary>
    public required CheckpointInfo Info { get; init; }

    /// <summary>Training time so far, all parts of the run together.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Steps that left the weights as they were, because something was not finite.</summary>
    public int SkippedSteps { get; init; }

    /// <summary>The best scores so far; their checkpoints are kept.</summary>
    public ImmutableArray<BestScore> Best { get; init; } = [];

    /// <summary>Recipe, network, data and versions.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>The other files of the checkpoint.</summary>
    public ImmutableArray<CheckpointFile> Files { get; init; } = [];
}

/// <summary>One file of a checkpoint, as its manifest vouches for it.</summary>
/// <param name="Name">Name inside the checkpoint's folder.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hexadecimal.</param>
internal sealed record CheckpointFile(string Name, long Length, string Sha256);

/// <summary>Where in its run a checkpoint was written, and why.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="NumSteps">Steps of the whole run.</param>
/// <param name="Reason">Why it was written.</param>
internal sealed record CheckpointInfo(int Step, int NumSteps, CheckpointReason Reason);

/// <summary>Why a checkpoint was written.</summary>
internal enum CheckpointReason
{
    /// <summary>The interval of the options was over, in steps or minutes.</summary>
    Interval,

    /// <summary>The run was done.</summary>
    Finished,

    /// <summary>The run was cancelled.</summary>
    Cancelled,

    /// <summary>Something ended the run: a broken image, a source that ended, a full disk.</summary>
    Failed,

    /// <summary>A loss was not finite; the weights are those before the first bad step.</summary>
    NonFiniteLoss,
}
