using System.Collections.Immutable;

namespace Faceptor.Training.Checkpoints;

/// <summary>A checkpoint that was found whole.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Manifest">What it says about itself.</param>
/// <param name="Damaged">
/// Newer checkpoints that were passed over, one line each: which, and what is wrong with it. They are kept under
/// another name.
/// </param>
internal sealed record TrainingCheckpoint(string Folder, CheckpointManifest Manifest, ImmutableArray<string> Damaged)
{
    /// <summary>The model's weights, loadable as any other weight file.</summary>
    public string WeightsPath => Path.Combine(Folder, TrainingFiles.Weights);

    /// <summary>Optimiser, what the losses learned, and scaler.</summary>
    public string StatePath => Path.Combine(Folder, TrainingFiles.State);
}
