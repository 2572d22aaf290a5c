using System.Collections.Concurrent;
using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Own;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Microsoft.Extensions.Logging;

namespace Faceptor.Training.Sessions;

/// <summary>
/// Trains a model on the datasets below one folder: opens them, makes the model, feeds the trainer.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    private readonly TrainingSessionOptions _options;
    private readonly Dictionary<FaceTask, IFaceDataset> _datasets = [];
    private readonly ConcurrentQueue<(FaceTask Task, BadSample Sample)> _badSamples = new();

    /// <summary>Opens the datasets and makes the model.</summary>
    /// <param name="options">What to train.</param>
    /// <exception cref="DatasetException">A dataset is missing, empty or broken.</exception>
    /// <exception cref="OptionsException">The options cannot work.</exception>
    /// <exception cref="CheckpointException">The weights to start from are missing or do not fit.</exception>
    public TrainingSession(TrainingSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.NumWorkers < 1)
        {
            throw new OptionsException(
                nameof(options.NumWorkers), $"expected at least 1 thread, {options.NumWorkers} came.");
        }

        _options = options;
        try
        {
            var tasks = ChooseTasks(options);
            foreach (var task in tasks)
            {
                _datasets.Add(task, Open(task, options));
            }

            Training = Complete(options.Training, tasks);
            Model = SessionModel.Make(options, Training);
            Training = Training with { IdentityEmbedDim = Model.Options.IdentityDim };
            RequirePairs(Training, Model.Options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model; training changes it in place. Disposed with the session.</summary>
    public IFaceModel Model { get; }

    /// <summary>The effective recipe: the tasks that are trained, the persons that the identity dataset has.</summary>
    public TrainingOptions Training { get; }

    /// <summary>Where the pictures of one's own are, by task.</summary>
    public IReadOnlyDictionary<FaceTask, OwnDatasetOptions> OwnDatasets => Training.Tasks
        .Where(entry => entry.Dataset is not null)
        .ToDictionary(entry => entry.Task, entry => entry.Dataset!);

    /// <summary>
    /// The effective recipe as a file would have it: what a session was asked for, with what data and weights decided.
    /// </summary>
    /// <param name="recipe">The recipe that the options were made from.</param>
    public Recipe Complete(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe with { Training = Training, Model = recipe.Model is null ? null : Model.Options };
    }

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
    /// <param name="logger">Receives one line per interval and checkpoint.</param>
    /// <param name="cancellationToken">Ends the run after the step in progress; the result says so.</param>
    /// <exception cref="NonFiniteLossException">A loss became NaN or infinite.</exception>
    /// <exception cref="DatasetException">
    /// A picture or label is missing or broken; the weights so far are saved, <see cref="LastCheckpoint"/> says so.
    /// </exception>
    public TrainingResult Train(
        IProgress<TrainingProgress>? progress = null,
        ILogger<Trainer>? logger = null,
        CancellationToken cancellationToken = default)
    {
        var record = RunRecord.Of(Training) with
        {
            DataRoot = Path.GetFullPath(_options.DataRoot),
            InitialWeights = _options.InitialWeights is { } weights ? Path.GetFullPath(weights) : null,
            Model = Model.Options,
        };
        using var workers = new WorkerPool(_options.NumWorkers);
        using var trainer = new Trainer(
            Model, Training, _options.OutputFolder, new FaceptorCheckpointWriter(), record, logger);
        TrainingResult result;
        try
        {
            result = trainer.Run(
                Training.Tasks.ToDictionary(entry => entry.Task, entry => Batches(entry, workers, cancellationToken)),
                progress,
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
    public void Dispose()
    {
        Model?.Dispose();
        foreach (var dataset in _datasets.Values)
        {
            (dataset as IDisposable)?.Dispose();
        }
    }

    // Recipes name tasks in their own order; the model takes the recipe's.
    private static FaceTask[] ChooseTasks(TrainingSessionOptions options)
    {
        var recipe = options.Training.Tasks.Select(entry => entry.Task).ToArray();
        FaceTask[] found =
        [
            .. FaceDatasets.FindTasks(options.DataRoot),
            .. options.Training.Tasks.Where(entry => entry.Dataset is not null).Select(entry => entry.Task),
        ];
        var unknown = options.Tasks.FirstOrDefault(task => !recipe.Contains(task));
        if (unknown is not null)
        {
            throw new OptionsException(
                "tasks",
                $"the recipe has no numbers for {unknown}; it has {string.Join<FaceTask>(", ", recipe)}.");
        }

        var missing = options.Tasks.FirstOrDefault(task => !found.Contains(task));
        if (missing is not null)
        {
            throw new DatasetException(
                FaceDatasets.Supported.Contains(missing)
                    ? FaceDatasets.GetFolder(missing, options.DataRoot)
                    : options.DataRoot,
                $"expected the dataset of {missing}, found none; put it there or leave the task out.");
        }

        IReadOnlyList<FaceTask> wanted = options.Tasks.IsEmpty ? found : options.Tasks;
        var chosen = recipe.Where(wanted.Contains).ToArray();
        var folders = FaceDatasets.Supported.Select(task => FaceDatasets.GetFolder(task, string.Empty));
        return chosen.Length > 0
            ? chosen
            : throw new DatasetException(
                options.DataRoot,
                $"expected at least one dataset folder, found none of {string.Join(", ", folders)}.");
    }

    private static IFaceDataset Open(FaceTask task, TrainingSessionOptions options) =>
        options.Training.Tasks.First(entry => entry.Task.Equals(task)).Dataset is { } own
            ? own.OpenTraining(task)
            : FaceDatasets.Open(task, options.DataRoot, FaceDatasets.GetTrainingSplit(task), options.Layout);

    private TrainingOptions Complete(TrainingOptions recipe, FaceTask[] tasks)
    {
        int[] identities =
        [
            .. _datasets.Values.OfType<Ms1mV3Dataset>().Select(dataset => dataset.NumIdentities),
            .. _datasets.Values.OfType<OwnDataset>().Where(dataset => dataset.Task.Family == TaskFamily.Identity)
                .Select(dataset => dataset.NumIdentities),
        ];
        var complete = recipe with
        {
            Tasks = [.. recipe.Tasks.Where(entry => tasks.Contains(entry.Task))],
            NumIdentities = identities.Length > 0 ? identities.Max() : recipe.NumIdentities,
            WarmupSteps = Math.Min(recipe.WarmupSteps, recipe.NumSteps / 2),
        };
        complete.Validate();
        return complete;
    }

    private static void RequirePairs(TrainingOptions training, FaceptorOptions model)
    {
        if (training.Tasks.FirstOrDefault(entry => entry.BatchSize < 2 && ComparesSamples(entry.Task, model)) is
            { } lonely)
        {
            throw new OptionsException(
                "batch size",
                $"{lonely.Task} needs at least 2 samples a step, because its norms compare samples; 1 came.");
        }
    }

    private static bool ComparesSamples(FaceTask task, FaceptorOptions model) =>
        task.Family == TaskFamily.Identity || model.Architecture == ModelArchitecture.Naive;

    private IEnumerable<TaskBatch> Batches(
        TaskTrainingOptions entry, WorkerPool workers, CancellationToken cancellationToken)
    {
        var dataset = new SampleCache(_datasets[entry.Task], CacheShare(entry.Task));
        var loader = new BatchLoader(
            dataset,
            SamplePreparers.ForTraining(
                entry.Task, Model.InputSidePx(entry.Task), AugmentationOptions.Of(Training.Augmentation)),
            new BatchLoaderOptions
            {
                BatchSize = entry.BatchSize,
                Seed = Training.Seed,
                BadSamples = _options.BadSamples,
            },
            workers,
            bad => _badSamples.Enqueue((entry.Task, bad)));
        return loader.Train(cancellationToken: cancellationToken);
    }

    // A parsing sample is the largest and by far the slowest to decode, a picture and up to 18 masks: half is for them.
    private long CacheShare(FaceTask task)
    {
        var numParsing = _datasets.Keys.Count(other => other.Family == TaskFamily.Parsing);
        var numOthers = _datasets.Count - numParsing;
        return (numParsing, numOthers) switch
        {
            (0, _) or (_, 0) => _options.CacheBytes / _datasets.Count,
            _ => _options.CacheBytes / 2 / (task.Family == TaskFamily.Parsing ? numParsing : numOthers),
        };
    }
}
