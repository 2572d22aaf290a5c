using System.Collections.Immutable;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faceptor.Evaluation.Sessions;

/// <summary>
/// Scores a model on the test splits of all datasets below one folder, or on custom splits, each beside an answer
/// that ignores the image.
/// </summary>
/// <remarks>
/// Opening reads all lists, so that a missing file is reported before any training or scoring begins. Scoring again,
/// as training does at intervals, reads the training labels once.
/// </remarks>
public sealed class EvaluationSession : IDisposable
{
    private readonly EvaluationOptions _options;
    private readonly ILogger _logger;
    private readonly EvaluationPlan _plan;
    private ImmutableArray<UnscoredSplit> _unscoredLast = [];
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
    /// <exception cref="DatasetException">
    /// The folder does not exist; or, unless the options list what cannot be read, a dataset is broken, or there is
    /// none to score.
    /// </exception>
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
            _ = chosen.Registry.FindTasks(dataRoot); // without the folder there is nothing to list
            var pairs = plan.FindPairs(dataRoot);
            chosen.RequireKnown(all.Concat(chosen.Registry.Tasks), pairs.Select(VerificationSet.NameOf));
            plan.AddTests(dataRoot, [.. all.Except(plan.Sets.Select(set => set.Evaluation.Task))], layout);
            plan.AddVerification(dataRoot, all, pairs);
            RequireSomething(plan, chosen, dataRoot, all);
        })
    {
        Needs = _plan.Needs(dataRoot, tasks);
    }

    /// <summary>Takes splits that are open already.</summary>
    /// <param name="sets">At least one; disposed with the session.</param>
    /// <param name="options">In which steps to score; null takes the defaults.</param>
    /// <exception cref="ArgumentException">There are no splits.</exception>
    public EvaluationSession(IEnumerable<EvaluationSet> sets, EvaluationOptions? options)
        : this(options, sets, (plan, _) =>
        {
            if (plan.IsEmpty)
            {
                throw new ArgumentException("expected at least one split to score, got none.", nameof(sets));
            }
        })
    {
    }

    private EvaluationSession(
        EvaluationOptions? options, IEnumerable<EvaluationSet>? own, Action<EvaluationPlan, EvaluationOptions> open)
    {
        _uses = new UseGuard(this);
        _options = options ?? new EvaluationOptions();
        _logger = _options.Logger ?? NullLogger.Instance;
        _plan = new EvaluationPlan(_options);
        try
        {
            foreach (var set in own ?? [])
            {
                _plan.Add(set);
            }

            open(_plan, _options);
            foreach (var split in _plan.Unscored)
            {
                EvaluationLog.NotScored(_logger, split);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The tasks that will be scored.</summary>
    public ImmutableArray<FaceTask> Tasks => [.. _plan.Tasks];

    /// <summary>Images that will be scored.</summary>
    public long NumImages =>
        _plan.Sets.Sum(set => (long)set.Evaluation.Count)
        + _plan.Pairs.Sum(pair => 2L * pair.NumPairs)
        + _plan.Templates.Sum(entry => (long)entry.Dataset.NumFaces);

    /// <summary>
    /// Datasets and subsets of the given tasks that are not there, or cannot be read or scored as asked; those that the
    /// last <see cref="Evaluate"/> could not read among them.
    /// </summary>
    public ImmutableArray<UnscoredSplit> NotScored => [.. _plan.Unscored, .. _unscoredLast];

    /// <summary>Whether there is nothing to score; only where the options list what cannot be read.</summary>
    public bool IsEmpty => _plan.IsEmpty;

    /// <summary>What would have to be there for the tasks to be scored: a sentence without its full stop.</summary>
    public string Needs { get; } = string.Empty;

    /// <summary>What would have to be there for tasks to be scored, in a sentence without its full stop.</summary>
    /// <param name="dataRoot">The folder that holds all datasets.</param>
    /// <param name="tasks">The tasks.</param>
    public string NeedsOf(string dataRoot, IEnumerable<FaceTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(dataRoot);
        ArgumentNullException.ThrowIfNull(tasks);
        return _plan.Needs(dataRoot, tasks);
    }

    /// <summary>
    /// What is left to train on for each task whose held-out part is scored; see <see cref="ForValidation"/>. For other
    /// sessions the splits that baselines come from. They belong to the session.
    /// </summary>
    public IReadOnlyDictionary<FaceTask, IFaceDataset> TrainingParts =>
        _plan.Sets.DistinctBy(set => set.Evaluation.Task)
            .Where(set => set.Training is not null)
            .ToDictionary(set => set.Evaluation.Task, set => set.Training!);

    /// <summary>
    /// Opens held-out parts of training splits, to decide by them without a look at the test splits;
    /// <see cref="TrainingParts"/> has the rest. See <see cref="ValidationSplit"/> for what is held out.
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
        double share = ValidationSplit.DefaultShare,
        long seed = 1,
        DatasetLayout? layout = null,
        EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        FaceTask[] all = [.. tasks];
        return new EvaluationSession(options, null, (plan, _) =>
        {
            plan.AddValidation(dataRoot, all, layout, share, seed);
            RequireSomething(plan, new EvaluationOptions(), dataRoot, all);
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
    /// <exception cref="DatasetException">
    /// An image or label is missing or broken, and the options do not list such datasets.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IProgress<WorkProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var use = _uses.Enter();
        using var precision = _options.Precision is { } wanted ? AutocastScope.Enter(wanted) : null;
        var round = new EvaluationRound(_plan, _options, model, progress, cancellationToken);
        var records = round.Run();
        _unscoredLast = [.. round.Unscored];
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

    private static void RequireSomething(
        EvaluationPlan plan, EvaluationOptions options, string dataRoot, IReadOnlyList<FaceTask> tasks)
    {
        if (plan.IsEmpty && !options.ListsUnreadable)
        {
            throw new DatasetException(
                dataRoot, $"nothing can be scored: {plan.Needs(dataRoot, tasks)}.");
        }
    }
}
