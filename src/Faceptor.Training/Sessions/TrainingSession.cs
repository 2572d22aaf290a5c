using System.Collections.Concurrent;
using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Core.Tensors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;
using TorchSharp;

namespace Faceptor.Training.Sessions;

/// <summary>
/// Trains a model on the datasets below one folder: opens them, makes the model, feeds the trainer.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    private readonly UseGuard _uses;
    private readonly TrainingSessionOptions _options;
    private readonly SessionDatasets _datasets;
    private readonly ConcurrentQueue<(FaceTask Task, BadSample Sample)> _badSamples = new();

    /// <summary>Opens the datasets and makes the model.</summary>
    /// <param name="options">What to train.</param>
    /// <exception cref="DatasetException">A dataset is missing, empty or broken.</exception>
    /// <exception cref="OptionsException">The options cannot work.</exception>
    /// <exception cref="CheckpointException">The weights to start from are missing or do not fit.</exception>
    public TrainingSession(TrainingSessionOptions options)
        : this(options, checkpoint: null)
    {
    }

    private TrainingSession(TrainingSessionOptions options, TrainingCheckpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.NumWorkers < 1)
        {
            throw new OptionsException(
                nameof(options.NumWorkers), $"expected at least 1 thread, {options.NumWorkers} came.");
        }

        _uses = new UseGuard(this);
        _options = options;
        ResumesFrom = checkpoint;
        var device = ComputeDevice.Find(options.Device);
        _datasets = SessionDatasets.Open(options);
        try
        {
            Training = Complete(options.Training);
            // A checkpoint brings all weights, those that a network was extended from included.
            Model = checkpoint?.Manifest.Run.Model is { } whole
                ? FaceptorModelFactory.Create(whole, Training.Seed)
                : SessionModel.Make(options, Training);
            Training = Training with { IdentityEmbedDim = Model.Options.IdentityDim };
            SessionTasks.RequirePairs(Training, Model.Options);
            if (device.type != DeviceType.CPU)
            {
                Model.Network.to(device);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Goes on with a run that was stopped or died: from its newest whole checkpoint, or from the beginning when it had
    /// none yet. On a processor the result is, to the last bit, what the run would have come to by itself.
    /// </summary>
    /// <param name="outputFolder">The run's folder.</param>
    /// <param name="adjust">Changes what does not change results: threads, memory, where the data is now.</param>
    /// <exception cref="CheckpointException">The folder holds no run, or all its checkpoints are damaged.</exception>
    /// <exception cref="DatasetException">
    /// A dataset is missing, or has another number of samples than before.
    /// </exception>
    public static TrainingSession Resume(
        string outputFolder, Func<TrainingSessionOptions, TrainingSessionOptions>? adjust = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputFolder);
        var checkpoint = new CheckpointStore(outputFolder).FindNewest();
        var record = checkpoint?.Manifest.Run
            ?? RunRecordFile.Read(Path.Combine(outputFolder, TrainingFiles.Options));
        var options = TrainingSessionOptions.Repeat(record, outputFolder);
        var session = new TrainingSession(adjust?.Invoke(options) ?? options, checkpoint);
        try
        {
            session._datasets.RequireSame(record);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The checkpoint that the run goes on from; null when it begins at the beginning.</summary>
    public TrainingCheckpoint? ResumesFrom { get; }

    /// <summary>The model; training changes it in place. Disposed with the session.</summary>
    public IFaceModel Model { get; }

    /// <summary>The effective recipe: the tasks that are trained, the persons that the identity dataset has.</summary>
    public TrainingOptions Training { get; }

    /// <summary>Opens the pictures of one's own that are to score on.</summary>
    /// <returns>One split for each task that has some; the caller disposes them.</returns>
    /// <exception cref="DatasetException">A split is missing or broken.</exception>
    public ImmutableArray<EvaluationSet> OpenOwnTests() => OwnTests.Open(Training.Tasks);

    /// <summary>
    /// The tasks whose datasets are looked for below the data folder; the others have pictures of one's own.
    /// </summary>
    public IEnumerable<FaceTask> TasksOfDataRoot => Model.Tasks.Except(
        Training.Tasks.Where(entry => entry.Dataset is not null).Select(entry => entry.Task));

    /// <summary>
    /// The effective recipe as a file would have it: what a session was asked for, with what data and weights decided.
    /// </summary>
    /// <param name="recipe">The recipe that the options were made from.</param>
    public Recipe Complete(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe with { Training = Training, Model = recipe.Model is null ? null : Model.Options };
    }

    /// <summary>What the run's files say about it.</summary>
    public RunRecord Record => RunRecord.Of(Training) with
    {
        DataRoot = Path.GetFullPath(_options.DataRoot),
        InitialWeights = _options.InitialWeights is { } weights ? Path.GetFullPath(weights) : null,
        Model = Model.Options,
        Layout = _options.Layout,
        BadSamples = _options.BadSamples,
        Samples = _datasets.Counts,
    };

    /// <summary>
    /// The tasks that were tried with Layer-Attention, and whether they keep it; empty before the end of a second
    /// stage.
    /// </summary>
    public ImmutableArray<LayerAttentionChoice> LayerAttentionChoices { get; private set; } = [];

    /// <summary>Where weights, log and options go.</summary>
    public string OutputFolder => _options.OutputFolder;

    /// <summary>The last checkpoint of <see cref="Train"/>, however it ended; null when none was written.</summary>
    public CheckpointInfo? LastCheckpoint { get; private set; }

    /// <summary>The training datasets, in the order of the recipe's tasks.</summary>
    public ImmutableArray<IFaceDataset> Datasets => [.. Training.Tasks.Select(entry => _datasets[entry.Task])];

    /// <summary>
    /// The samples that <see cref="Train"/> skipped, once each; empty unless the options allow skipping.
    /// </summary>
    public ImmutableArray<(FaceTask Task, BadSample Sample)> BadSamples => [.. _badSamples];

    /// <summary>Trains to the last step or until it is cancelled; a loadable checkpoint is there either way.</summary>
    /// <param name="progress">Receives a report per interval, on this thread.</param>
    /// <param name="hooks">Who watches and who scores.</param>
    /// <param name="logger">Receives one line per interval and checkpoint.</param>
    /// <param name="cancellationToken">Ends the run after the step in progress; the result says so.</param>
    /// <exception cref="NonFiniteLossException">A loss became NaN or infinite.</exception>
    /// <exception cref="DatasetException">
    /// A picture or label is missing or broken; the weights so far are saved, <see cref="LastCheckpoint"/> says so.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public TrainingResult Train(
        IProgress<TrainingProgress>? progress = null,
        TrainingHooks? hooks = null,
        ILogger<Trainer>? logger = null,
        CancellationToken cancellationToken = default)
    {
        using var use = _uses.Enter();
        using var workers = new WorkerPool(_options.NumWorkers);
        using var encoded = CreateEncodedCache();
        using var trainer = new Trainer(Model, Training, _options.OutputFolder, Record, logger, encoded);
        if (ResumesFrom is { } checkpoint)
        {
            trainer.Restore(checkpoint);
        }

        TrainingResult result;
        try
        {
            result = trainer.Run(
                Training.Tasks.ToDictionary(
                    entry => entry.Task, entry => Batches(entry, trainer.StepsDone, workers, cancellationToken)),
                progress,
                (hooks ?? new TrainingHooks()) with { Choose = ChooseLayerAttention },
                cancellationToken);
        }
        finally
        {
            LastCheckpoint = trainer.LastCheckpoint;
        }

        Model.ClearCaches();
        Model.Network.eval();
        return result;
    }

    /// <summary>Frees the model and closes files that datasets keep open.</summary>
    /// <exception cref="InvalidOperationException">Training goes on, on another thread; cancel it first.</exception>
    public void Dispose()
    {
        if (!_uses.CloseUnlessUsed())
        {
            return;
        }

        Model?.Dispose();
        _datasets.Dispose();
    }

    private IEnumerable<TaskBatch> Batches(
        TaskTrainingOptions entry, int firstStep, WorkerPool workers, CancellationToken cancellationToken)
    {
        var dataset = new SampleCache(_datasets[entry.Task], CacheShare(entry.Task));
        var loader = new BatchLoader(
            dataset,
            SamplePreparers.ForTraining(
                entry.Task, Model.InputSidePx(entry.Task), Training.Augmentation),
            new BatchLoaderOptions
            {
                BatchSize = entry.BatchSize,
                Seed = Training.Seed,
                BadSamples = _options.BadSamples,
            },
            workers,
            bad => _badSamples.Enqueue((entry.Task, bad)));
        return loader.Train(firstStep, cancellationToken);
    }

    private TrainingOptions Complete(TrainingOptions recipe)
    {
        var complete = recipe with
        {
            Tasks = [.. recipe.Tasks.Where(entry => _datasets.Tasks.Contains(entry.Task))],
            NumIdentities = _datasets.NumIdentities ?? recipe.NumIdentities,
            WarmupSteps = Math.Min(recipe.WarmupSteps, recipe.NumSteps / 2),
        };
        complete.Validate();
        return complete;
    }

    // Paper: Sec. 3.3, a task that does not gain by Layer-Attention does without.
    private ImmutableArray<LayerAttentionChoice> ChooseLayerAttention(
        IFaceModel model, CancellationToken cancellationToken)
    {
        if (Training.Trains != TrainablePart.LayerAttention || model is not FaceptorModel faceptor
            || _datasets.HeldOut.IsEmpty)
        {
            return [];
        }

        // The datasets are this session's, so the evaluation is not disposed.
        var validation = new EvaluationSession(_datasets.HeldOut);
        LayerAttentionChoices = LayerAttentionChoice.Make(
            faceptor,
            Training.Tasks.Select(entry => entry.Task),
            candidate => validation.Evaluate(candidate, cancellationToken: cancellationToken));
        LayerAttentionChoice.Write(
            Path.Combine(OutputFolder, TrainingFiles.LayerAttention), LayerAttentionChoices);
        return LayerAttentionChoices;
    }

    // Only when every sample fits: which samples are kept must not depend on when a run was stopped.
    private EncodedCache? CreateEncodedCache()
    {
        if (Training is { Trains: TrainablePart.All } or not { Augmentation: AugmentationPreset.None }
            || _options.BadSamples != BadSamplePolicy.Stop
            || Model is not FaceptorModel faceptor)
        {
            return null;
        }

        var tasks = Training.Tasks.Select(entry => entry.Task).ToArray();
        var bytes = tasks.Sum(task =>
            (long)_datasets[task].Count * EncodedCache.BytesPerSample(faceptor, tasks, faceptor.InputSidePx(task)));
        return bytes <= _options.CacheBytes ? new EncodedCache(faceptor, tasks) : null;
    }

    // A parsing sample is the largest and by far the slowest to decode, a picture and up to 18 masks: half is for them.
    private long CacheShare(FaceTask task)
    {
        var numParsing = _datasets.Tasks.Count(other => other.Family == TaskFamily.Parsing);
        var numOthers = _datasets.Tasks.Length - numParsing;
        return (numParsing, numOthers) switch
        {
            (0, _) or (_, 0) => _options.CacheBytes / _datasets.Tasks.Length,
            _ => _options.CacheBytes / 2 / (task.Family == TaskFamily.Parsing ? numParsing : numOthers),
        };
    }
}
