using System.Collections.Immutable;
using System.Text.Json;
using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace Faceptor.Training.Checkpoints;

/// <summary>Saves a run's model and everything that learns beside it, and brings them back.</summary>
internal sealed class RunCheckpoints(
    IFaceModel model,
    TrainingOptions options,
    RunRecord record,
    TrainingFolder folder,
    FaceCriterion criterion,
    FusedAdamW optimizer,
    GradientScaler scaler,
    ILogger logger)
{
    private ImmutableArray<BestScore> _best = [];

    /// <summary>The last one that was written or gone on from; null before the first.</summary>
    public CheckpointInfo? Last { get; private set; }

    /// <summary>Training time of the parts of the run before this one.</summary>
    public TimeSpan ElapsedBefore { get; private set; }

    /// <summary>Goes to where a checkpoint was written.</summary>
    /// <returns>Steps done there.</returns>
    /// <exception cref="CheckpointException">It belongs to another recipe or network, or is damaged.</exception>
    public int Restore(TrainingCheckpoint checkpoint)
    {
        var manifest = checkpoint.Manifest;
        if (Json(manifest.Run.Training) != Json(options))
        {
            throw new CheckpointException(
                checkpoint.Folder,
                "the checkpoint belongs to another recipe; resume with the one it was written with.");
        }

        FaceptorWeights.LoadInto(model, checkpoint.WeightsPath);
        TrainingState.Restore(checkpoint.StatePath, criterion, optimizer, scaler);
        (Last, ElapsedBefore, _best) = (manifest.Info, manifest.Elapsed, manifest.Best);
        return manifest.Info.Step;

        static string Json(TrainingOptions options) =>
            JsonSerializer.Serialize(options, TrainingJsonContext.Default.TrainingOptions);
    }

    /// <summary>Takes scores into account: the checkpoints of the best ones are kept.</summary>
    public void Note(IReadOnlyCollection<MetricRecord> records, int step) =>
        _best = BestScores.Update(_best, records, options.Tasks.Select(entry => entry.Task), step);

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="elapsed">Training time of this part of the run.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="CheckpointException">
    /// The disk is full or cannot be written; the one before is whole.
    /// </exception>
    public void Save(int step, TimeSpan elapsed, CheckpointReason reason)
    {
        using var scope = NewDisposeScope();
        var info = new CheckpointInfo(step, options.NumSteps, reason);
        var manifest = new CheckpointManifest
        {
            Info = info,
            Elapsed = ElapsedBefore + elapsed,
            SkippedSteps = checked((int)scaler.ReadSkippedSteps()),
            Best = _best,
            Run = record,
        };
        folder.Save(model, TrainingState.Collect(criterion, optimizer, scaler), manifest, options.KeepCheckpoints);
        Last = info;
        TrainerLog.CheckpointSaved(logger, step, reason.ToString());
    }

    /// <summary>
    /// Writes what there is when something has ended the run, which matters more than that its end cannot be saved.
    /// </summary>
    /// <param name="step">Steps done.</param>
    /// <param name="elapsed">Training time of this part of the run.</param>
    public void SaveAfterFailure(int step, TimeSpan elapsed)
    {
        try
        {
            Save(step, elapsed, CheckpointReason.Failed);
            folder.SaveResult(model);
        }
        catch (Exception error)
        {
            TrainerLog.CheckpointNotSaved(logger, error, step);
        }
    }
}
