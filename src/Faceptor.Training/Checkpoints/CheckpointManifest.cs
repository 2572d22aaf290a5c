using System.Collections.Immutable;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// What a checkpoint says about itself in <c>checkpoint.json</c>: where the run stands, how it came there, and what its
/// files must look like.
/// </summary>
public sealed record CheckpointManifest
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
