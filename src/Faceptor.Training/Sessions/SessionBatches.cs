using System.Collections.Concurrent;
using System.Collections.Immutable;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Sessions;

/// <summary>Makes batches of a session's datasets, and what remembers their samples.</summary>
internal sealed class SessionBatches(
    TrainingSessionOptions options,
    TrainingOptions training,
    SessionDatasets datasets,
    IFaceModel model,
    StepPortions portions)
{
    private readonly ConcurrentQueue<(FaceTask Task, BadSample Sample)> _badSamples = new();

    /// <summary>The samples that were skipped, once each.</summary>
    public ImmutableArray<(FaceTask Task, BadSample Sample)> BadSamples => [.. _badSamples];

    /// <summary>The tasks of whose samples some are this process's.</summary>
    public IEnumerable<TaskTrainingOptions> OwnTasks =>
        training.Tasks.Where(entry => portions.OwnPlaces(entry.Task).Length > 0);

    /// <summary>This process's samples of a task from a step on, without end; it must have some.</summary>
    public IEnumerable<TaskBatch> Of(
        TaskTrainingOptions entry, int firstStep, WorkerPool workers, CancellationToken cancellationToken)
    {
        var dataset = new SampleCache(datasets[entry.Task], CacheShare(entry.Task));
        var loader = new BatchLoader(
            dataset,
            SampleTransforms.ForTraining(
                entry.Task, model.InputSidePx(entry.Task), model.Options.Normalization, training.Augmentation),
            new BatchLoaderOptions
            {
                BatchSize = entry.BatchSize,
                Places = portions.OwnPlaces(entry.Task),
                Seed = training.Seed,
                BadSamples = options.BadSamples,
                Logger = options.Logger,
                ShuffledSteps = training.SampleOrder == SampleOrder.WholeRun ? training.NumSteps : null,
            },
            workers,
            bad => _badSamples.Enqueue((entry.Task, bad)));
        return loader.Train(firstStep, cancellationToken);
    }

    /// <summary>A memory of what a frozen encoder made of samples; null where it would not be right or not fit.</summary>
    /// <remarks>Only when every sample fits: which ones are kept must not depend on when a run was stopped.</remarks>
    public FeatureCache? CreateFeatureCache()
    {
        if (!KeepsTokens || model is not FaceptorModel faceptor)
        {
            return null;
        }

        var tasks = training.Tasks.Select(entry => entry.Task).ToArray();
        var bytes = tasks.Sum(task =>
            (long)datasets[task].Count * FeatureCache.BytesPerSample(faceptor, tasks, faceptor.InputSidePx(task)));
        return bytes <= options.CacheBytes ? new FeatureCache(faceptor, tasks) : null;
    }

    /// <summary>Whether what a frozen encoder makes of a sample is the same every time, and may be kept.</summary>
    public bool KeepsTokens =>
        training is { FineTuneScope: not FineTuneScope.All, Augmentation: AugmentationPreset.None }
        && (!training.FrozenPartsInTrainingMode || model.Options.DropPathRate == 0)
        && options.BadSamples == BadSamplePolicy.Stop
        && model is FaceptorModel;

    // A parsing sample is the largest and by far the slowest to decode, an image and up to 18 masks: half is for them.
    private long CacheShare(FaceTask task)
    {
        var numParsing = datasets.Tasks.Count(other => other.Definition.LabelsAreImages);
        var numOthers = datasets.Tasks.Length - numParsing;
        return (numParsing, numOthers) switch
        {
            (0, _) or (_, 0) => options.CacheBytes / datasets.Tasks.Length,
            _ => options.CacheBytes / 2 / (task.Definition.LabelsAreImages ? numParsing : numOthers),
        };
    }
}
