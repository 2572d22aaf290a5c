using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sessions;
using Faceptor.Training.Checkpoints;

namespace Faceptor.Training.Sessions;

/// <summary>The training datasets of a session, and what is held out of them.</summary>
internal sealed class SessionDatasets : IDisposable
{
    private readonly Dictionary<FaceTask, IFaceDataset> _training = [];
    private readonly List<EvaluationSet> _validation = [];
    private readonly TrainingSessionOptions _options;

    private SessionDatasets(TrainingSessionOptions options, FaceTask[] tasks)
    {
        _options = options;
        Tasks = [.. tasks];
    }

    /// <summary>The tasks that are trained, in the recipe's order.</summary>
    public ImmutableArray<FaceTask> Tasks { get; }

    /// <summary>Held-out parts of the training splits, with what is left of these.</summary>
    public ImmutableArray<EvaluationSet> Validation => [.. _validation];

    /// <summary>Samples to train on, by task id.</summary>
    public IReadOnlyDictionary<string, int> Counts =>
        _training.ToDictionary(entry => entry.Key.Id, entry => entry.Value.Count);

    // A known task may have a list of the user's own instead of the dataset below the root.
    private bool IsBelowDataRoot(FaceTask task) => _options.Registry.Contains(task)
        && _options.Training.Tasks.First(entry => entry.Task.Equals(task)).Dataset is null;

    /// <summary>What is learned from, and whether its faces are synthetic; see <see cref="SyntheticMarker"/>.</summary>
    public IReadOnlyList<LearnedDataset> Learned =>
        [.. Tasks.SelectMany(task => KindsOf(task).Select(isSynthetic => new LearnedDataset(task.Id, isSynthetic)))];

    /// <summary>What the datasets are, by task id, see <see cref="DatasetFingerprint"/>.</summary>
    public IReadOnlyDictionary<string, string> Fingerprints => field ??= _training.ToDictionary(
        entry => entry.Key.Id,
        entry => DatasetFingerprint.Of(
            entry.Value,
            IsBelowDataRoot(entry.Key) ? _options.Registry.GetFolder(entry.Key, _options.DataRoot) : null));

    /// <summary>Number of identities of the identity datasets, the largest; null without one that says.</summary>
    public int? NumIdentities => _training.Values
        .Where(dataset => dataset.Task.Definition.IsScoredOnPairs)
        .OfType<IIdentityDataset>()
        .Select(dataset => (int?)dataset.NumIdentities)
        .Max();

    /// <summary>What a task is trained on.</summary>
    public IFaceDataset this[FaceTask task] => _training[task];

    /// <summary>Opens the datasets of the tasks that are asked for and there.</summary>
    /// <exception cref="DatasetException">A dataset is missing, empty or broken.</exception>
    /// <exception cref="OptionsException">A task is not the recipe's.</exception>
    public static SessionDatasets Open(TrainingSessionOptions options)
    {
        var datasets = new SessionDatasets(options, SessionTasks.Choose(options));
        try
        {
            foreach (var task in datasets.Tasks)
            {
                datasets.Add(task);
            }

            return datasets;
        }
        catch
        {
            datasets.Dispose();
            throw;
        }
    }

    /// <summary>Refuses other data than a run began with.</summary>
    /// <exception cref="DatasetException">A dataset has another number of samples.</exception>
    public void RequireSame(RunRecord record)
    {
        foreach (var (task, dataset) in _training)
        {
            if (record.Samples.TryGetValue(task.Id, out var count) && count != dataset.Count)
            {
                throw new DatasetException(
                    $"{_options.DataRoot}, {task}",
                    $"expected the {count} samples that the run began with, {dataset.Count} are there; "
                    + "resume with the same files.");
            }
        }
    }

    /// <summary>Closes files that datasets keep open.</summary>
    public void Dispose()
    {
        foreach (var dataset in _training.Values.Concat(_validation.Select(set => set.Evaluation)))
        {
            (dataset as IDisposable)?.Dispose();
        }
    }

    private ImmutableArray<bool> KindsOf(FaceTask task)
    {
        if (_options.Training.Tasks.First(entry => entry.Task.Equals(task)).Dataset is not { } own)
        {
            return [SyntheticMarker.Covers(_options.Registry.GetFolder(task, _options.DataRoot))];
        }

        var place = Directory.Exists(own.Path) ? own.Path : Path.GetDirectoryName(Path.GetFullPath(own.Path))!;
        return SyntheticMarker.KindsIn(_training[task], place);
    }

    private void Add(FaceTask task)
    {
        var own = _options.Training.Tasks.First(entry => entry.Task.Equals(task)).Dataset;
        var share = _options.Training.ValidationShare;
        var registry = _options.Registry;
        if (share == 0 || task.Definition.IsScoredOnPairs)
        {
            _training.Add(task, own?.OpenTraining(task) ?? registry.Open(
                task, _options.DataRoot, registry.Get(task).TrainingSplit, _options.Layout));
            return;
        }

        var split = own is null
            ? ValidationSplit.Open(
                task, _options.DataRoot, share, _options.Training.Seed, _options.Layout, registry)
            : ValidationSplit.Divide(own.OpenTraining(task), share, _options.Training.Seed);
        _training.Add(task, split.Training);
        _validation.Add(new EvaluationSet(split.Validation, split.Training));
    }
}
