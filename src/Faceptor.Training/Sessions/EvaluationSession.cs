using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Own;
using Faceptor.Models;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Evaluation.Metrics;

namespace Faceptor.Training.Sessions;

/// <summary>
/// Scores a model on the test splits of all datasets below one folder, each beside an answer that ignores the picture.
/// </summary>
/// <remarks>
/// Opening reads all lists, so that a missing file is reported before any training or scoring begins.
/// </remarks>
public sealed class EvaluationSession : IDisposable
{
    private const int DenseBatchSize = 8;
    private const int AttributeBatchSize = 64;

    private readonly List<(IFaceDataset Evaluation, IFaceDataset Training)> _datasets = [];
    private readonly List<(FaceTask Task, VerificationSet Set)> _pairs = [];

    /// <summary>Opens what is there of the given tasks.</summary>
    /// <param name="dataRoot">The folder that holds <c>300W</c>, <c>MORPH2</c> and so on.</param>
    /// <param name="tasks">Tasks to score; those without a dataset below the folder are left out.</param>
    /// <param name="layout">The layout of the datasets; null recognises each dataset's own.</param>
    /// <param name="own">Where pictures of one's own are, by task; null for none.</param>
    /// <exception cref="DatasetException">A dataset is broken, or there is none to score.</exception>
    public EvaluationSession(
        string dataRoot,
        IEnumerable<FaceTask> tasks,
        DatasetLayout? layout = null,
        IReadOnlyDictionary<FaceTask, OwnDatasetOptions>? own = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        try
        {
            var found = FaceDatasets.FindTasks(dataRoot);
            foreach (var task in tasks.Where(task => found.Contains(task) && own?.ContainsKey(task) != true))
            {
                if (FaceDatasets.GetEvaluationSplit(task) is { } split)
                {
                    var evaluation = FaceDatasets.Open(task, dataRoot, split, layout);
                    var training = FaceDatasets.Open(task, dataRoot, FaceDatasets.GetTrainingSplit(task), layout);
                    _datasets.Add((evaluation, training));
                }
            }

            foreach (var (task, pictures) in own ?? ImmutableDictionary<FaceTask, OwnDatasetOptions>.Empty)
            {
                if (task.Family != TaskFamily.Identity && pictures.OpenEvaluation(task) is { } evaluation)
                {
                    _datasets.Add((evaluation, pictures.OpenTraining(task)));
                }
            }

            foreach (var task in tasks.Where(task => task.Family == TaskFamily.Identity))
            {
                _pairs.AddRange(
                    FaceDatasets.FindVerificationSets(dataRoot).Select(path => (task, OpenPairs(path))));
            }

            if (_datasets.Count == 0 && _pairs.Count == 0)
            {
                var folders = FaceDatasets.Supported.Select(task => FaceDatasets.GetFolder(task, string.Empty));
                throw new DatasetException(
                    dataRoot,
                    $"expected a dataset to score for {string.Join(", ", tasks)}, found none; "
                    + $"put one there: {string.Join(", ", folders)}.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The tasks that will be scored.</summary>
    public ImmutableArray<FaceTask> Tasks =>
        [.. _datasets.Select(pair => pair.Evaluation.Task).Concat(_pairs.Select(pair => pair.Task)).Distinct()];

    /// <summary>Pictures that will be scored.</summary>
    public long NumImages =>
        _datasets.Sum(pair => (long)pair.Evaluation.Count) + _pairs.Sum(pair => (long)pair.Set.NumImages);

    /// <summary>Scores a model.</summary>
    /// <param name="model">A model that holds the tasks.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>
    /// For each dataset its scores, the headline metric first; then one score for each verification set.
    /// </returns>
    /// <exception cref="DatasetException">A picture or label is missing or broken.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (done, total) = (0L, 0L);
        Action<int> Announce(string name) => count =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            done += count;
            progress?.Report(new EvaluationProgress(name, done, total));
        };

        DatasetEvaluationSource[] sources =
        [
            .. _datasets.Select(pair => new DatasetEvaluationSource(
                pair.Evaluation,
                pair.Training,
                model.InputSidePx(pair.Evaluation.Task),
                pair.Evaluation.Task.IsDense ? DenseBatchSize : AttributeBatchSize,
                Announce(pair.Evaluation.Task.DatasetName))),
        ];
        total = sources.Sum(source => source.NumReads) + _pairs.Sum(pair => (long)pair.Set.NumImages);
        var records = new List<MetricRecord>();
        foreach (var source in sources)
        {
            records.AddRange(FaceEvaluators.For(source.Task.Family).Evaluate(model, source, cancellationToken));
        }

        foreach (var (task, set) in _pairs)
        {
            var source = new DatasetVerificationSource(
                task, set, model.InputSidePx(task), AttributeBatchSize, Announce(set.Name));
            records.Add(VerificationEvaluator.Evaluate(model, source, cancellationToken));
        }

        return records;
    }

    /// <summary>Closes files that datasets keep open.</summary>
    public void Dispose()
    {
        foreach (var (evaluation, training) in _datasets)
        {
            (evaluation as IDisposable)?.Dispose();
            (training as IDisposable)?.Dispose();
        }
    }

    // Found before training rather than after it.
    private static VerificationSet OpenPairs(string path)
    {
        var pairs = VerificationSet.Open(path);
        return pairs.NumPairs >= VerificationAccuracy.DefaultNumFolds
            ? pairs
            : throw new DatasetException(
                path,
                $"expected at least {VerificationAccuracy.DefaultNumFolds} pairs to score in folds, "
                + $"{pairs.NumPairs} are there; use a complete file.");
    }
}
