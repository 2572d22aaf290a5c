using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Evaluation.Metrics;

namespace Faceptor.Training.Sessions;

/// <summary>
/// Scores a model on the test splits of all datasets below one folder, or on splits of one's own, each beside an answer
/// that ignores the picture.
/// </summary>
/// <remarks>
/// Opening reads all lists, so that a missing file is reported before any training or scoring begins. Scoring again,
/// as training does at intervals, reads the training labels once.
/// </remarks>
public sealed class EvaluationSession : IDisposable
{
    private readonly EvaluationOptions _options;
    private readonly EvaluationPlan _plan;
    private readonly UseGuard _uses;

    /// <summary>Opens what is there of the given tasks.</summary>
    /// <param name="dataRoot">The folder that holds <c>300W</c>, <c>MORPH2</c> and so on.</param>
    /// <param name="tasks">
    /// Tasks to score; those without a dataset below the folder are left out and named in <see cref="NotScored"/>.
    /// </param>
    /// <param name="layout">The layout of the datasets; null recognises each dataset's own.</param>
    /// <param name="options">What to score; null scores everything.</param>
    /// <param name="own">
    /// Splits of other datasets to score too; disposed with the session. A task that has one is not looked for below
    /// the folder.
    /// </param>
    /// <exception cref="DatasetException">A dataset is broken, or there is none to score.</exception>
    /// <exception cref="OptionsException">The options are out of range or name no dataset.</exception>
    public EvaluationSession(
        string dataRoot,
        IEnumerable<FaceTask> tasks,
        DatasetLayout? layout = null,
        EvaluationOptions? options = null,
        IEnumerable<EvaluationSet>? own = null)
        : this(options, own, (plan, chosen) =>
        {
            ArgumentNullException.ThrowIfNull(tasks);
            FaceTask[] all = [.. tasks];
            chosen.RequireKnown(
                all.Concat(FaceDatasets.Supported),
                FaceDatasets.FindVerificationSets(dataRoot).Select(VerificationSet.NameOf));
            plan.AddTests(dataRoot, [.. all.Except(plan.Sets.Select(set => set.Evaluation.Task))], layout);
            plan.AddVerification(dataRoot, all);
            RequireSomething(plan, dataRoot, all);
        })
    {
    }

    /// <summary>Takes splits that are open already.</summary>
    /// <param name="sets">At least one; disposed with the session.</param>
    /// <param name="options">In which steps to score; null takes the defaults.</param>
    /// <exception cref="ArgumentException">There are no splits.</exception>
    public EvaluationSession(IEnumerable<EvaluationSet> sets, EvaluationOptions? options = null)
        : this(options, sets, (plan, _) =>
        {
            if (plan.IsEmpty)
            {
                throw new ArgumentException("expected at least one split to score, none came.", nameof(sets));
            }
        })
    {
    }

    private EvaluationSession(
        EvaluationOptions? options, IEnumerable<EvaluationSet>? own, Action<EvaluationPlan, EvaluationOptions> open)
    {
        _uses = new UseGuard(this);
        _options = options ?? new EvaluationOptions();
        _plan = new EvaluationPlan(_options);
        try
        {
            foreach (var set in own ?? [])
            {
                _plan.Add(set);
            }

            open(_plan, _options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The tasks that will be scored.</summary>
    public ImmutableArray<FaceTask> Tasks =>
    [
        .. _plan.Sets.Select(set => set.Evaluation.Task)
            .Concat(_plan.Pairs.Select(pair => pair.Task))
            .Concat(_plan.Templates.Select(entry => entry.Task))
            .Distinct(),
    ];

    /// <summary>Pictures that will be scored.</summary>
    public long NumImages =>
        _plan.Sets.Sum(set => (long)set.Evaluation.Count)
        + _plan.Pairs.Sum(pair => 2L * NumPairs(pair.Set))
        + _plan.Templates.Sum(entry => (long)entry.Dataset.NumFaces);

    /// <summary>Datasets and subsets of the given tasks that are not there, or cannot be scored as asked.</summary>
    public ImmutableArray<UnscoredSplit> NotScored => [.. _plan.Unscored];

    /// <summary>
    /// What is left to train on for each task whose held-out part is scored; see <see cref="ForValidation"/>. For other
    /// sessions the splits that baselines come from. They belong to the session.
    /// </summary>
    public IReadOnlyDictionary<FaceTask, IFaceDataset> TrainingParts =>
        _plan.Sets.DistinctBy(set => set.Evaluation.Task)
            .ToDictionary(set => set.Evaluation.Task, set => set.Training);

    /// <summary>
    /// Opens held-out parts of training splits, to decide by them without a look at the test splits;
    /// <see cref="TrainingParts"/> has the rest. See <see cref="HeldOutSplit"/> for what is held out.
    /// </summary>
    /// <param name="dataRoot">The folder that holds <c>300W</c>, <c>MORPH2</c> and so on.</param>
    /// <param name="tasks">Tasks to decide on; identity, and tasks without a dataset there, are left out.</param>
    /// <param name="share">The share to hold out where the dataset does not say, between 0 and 1.</param>
    /// <param name="seed">Decides which samples are held out there.</param>
    /// <param name="layout">The layout of the datasets; null recognises each dataset's own.</param>
    /// <param name="options">In which steps to score; null takes the defaults.</param>
    /// <exception cref="DatasetException">A dataset is broken or too small, or there is none to score.</exception>
    public static EvaluationSession ForValidation(
        string dataRoot,
        IEnumerable<FaceTask> tasks,
        double share = HeldOutSplit.DefaultShare,
        long seed = 1,
        DatasetLayout? layout = null,
        EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        FaceTask[] all = [.. tasks];
        return new EvaluationSession(options, null, (plan, _) =>
        {
            plan.AddHeldOut(dataRoot, all, layout, share, seed);
            RequireSomething(plan, dataRoot, all);
        });
    }

    /// <summary>Scores a model.</summary>
    /// <param name="model">A model that holds the tasks.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>
    /// For each dataset its scores, the headline metric first, then those of its subsets; then those of each
    /// verification set, their mean where the paper's five are there, and those of IJB-C.
    /// </returns>
    /// <exception cref="DatasetException">A picture or label is missing or broken.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var use = _uses.Enter();
        using var precision = _options.Precision is { } wanted ? MixedPrecision.Enter(wanted) : null;
        var (done, total) = (0L, 0L);
        Action<int> Announce(string name) => count =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            done += count;
            progress?.Report(new EvaluationProgress(name, done, total));
        };

        DatasetEvaluationSource[] sources =
        [
            .. _plan.Sets.Select(set => new DatasetEvaluationSource(
                set,
                model.InputSidePx(set.Evaluation.Task),
                set.Evaluation.Task.IsDense ? _options.DenseBatchSize : _options.AttributeBatchSize,
                Announce(set.Evaluation.Task.DatasetName))),
        ];
        total = sources.Sum(source => source.NumReads)
            + NumImages - _plan.Sets.Sum(set => (long)set.Evaluation.Count);
        var records = new List<MetricRecord>();
        foreach (var source in sources)
        {
            records.AddRange(FaceEvaluators.For(source.Task.Family).Evaluate(model, source, cancellationToken));
        }

        foreach (var (task, set) in _plan.Pairs)
        {
            var source = new DatasetVerificationSource(
                task, set, model.InputSidePx(task), _options.AttributeBatchSize, Announce(set.Name), NumPairs(set));
            records.AddRange(VerificationEvaluator.Evaluate(model, source, cancellationToken));
        }

        if (VerificationEvaluator.FindMean(records) is { } mean)
        {
            records.Add(mean);
        }

        foreach (var (task, dataset) in _plan.Templates)
        {
            var source = new IjbCSource(
                task,
                dataset,
                model.InputSidePx(task),
                _options.AttributeBatchSize,
                Announce(EvaluationOptions.IjbC));
            records.AddRange(TemplateEvaluator.Evaluate(model, source, cancellationToken));
        }

        return records;
    }

    /// <summary>Closes files that datasets keep open.</summary>
    /// <exception cref="InvalidOperationException">Scoring goes on, on another thread; cancel it first.</exception>
    public void Dispose()
    {
        if (_uses.CloseUnlessUsed())
        {
            _plan.Dispose();
        }
    }

    private static void RequireSomething(EvaluationPlan plan, string dataRoot, IReadOnlyList<FaceTask> tasks)
    {
        if (plan.IsEmpty)
        {
            var folders = FaceDatasets.Supported.Select(task => FaceDatasets.GetFolder(task, string.Empty));
            throw new DatasetException(
                dataRoot,
                $"expected a dataset to score for {string.Join(", ", tasks)}, found none; "
                + $"put one there: {string.Join(", ", folders)}.");
        }
    }

    private int NumPairs(VerificationSet set) => Math.Min(
        set.NumPairs,
        Math.Max(_options.MaxSamplesPerDataset ?? set.NumPairs, VerificationAccuracy.DefaultNumFolds));
}
