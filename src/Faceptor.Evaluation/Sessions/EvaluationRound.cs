using System.Diagnostics;
using Faceptor.Distributed;
using Faceptor.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faceptor.Evaluation.Sessions;

/// <summary>One model scored once on everything that a plan has.</summary>
/// <param name="plan">What to score.</param>
/// <param name="options">In which steps.</param>
/// <param name="model">The model.</param>
/// <param name="progress">Told after every batch.</param>
/// <param name="cancellationToken">Stops between batches.</param>
internal sealed class EvaluationRound(
    EvaluationPlan plan,
    EvaluationOptions options,
    IFaceModel model,
    IProgress<WorkProgress>? progress,
    CancellationToken cancellationToken)
{
    private readonly List<MetricRecord> _records = [];
    private readonly List<UnscoredSplit> _unscored = [];
    private readonly ILogger _logger = options.Logger ?? NullLogger.Instance;
    private long _done;
    private long _total;

    /// <summary>What could not be read this time.</summary>
    public IReadOnlyList<UnscoredSplit> Unscored => _unscored;

    /// <summary>Scores everything.</summary>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public IReadOnlyList<MetricRecord> Run()
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            ScoreAll();
        }
        catch (OperationCanceledException)
        {
            EvaluationLog.ScoringCancelled(_logger, _done, _total);
            throw;
        }

        EvaluationLog.ScoringFinished(_logger, Stopwatch.GetElapsedTime(began).TotalSeconds, _records.Count);
        return _records;
    }

    private void ScoreAll()
    {
        DatasetEvaluationSource[] sources =
        [
            .. plan.Sets.Select(set => new DatasetEvaluationSource(
                set,
                model,
                set.Evaluation.Task.IsDense ? options.DenseBatchSize : options.AttributeBatchSize,
                Announce(set.Evaluation.Task.DatasetName))),
        ];
        SplitWork[] splits =
        [
            .. sources.Select(source => new SplitWork(
                source.Task.DatasetName, source.Task, source.Split, source.NumReads, () =>
                    FaceEvaluators.For(source.Task.Family).Evaluate(model, source, cancellationToken))),
            .. plan.Pairs.Select(pair => new SplitWork(pair.Set.Name, pair.Task, pair.Set.Name, 2L * pair.NumPairs, () =>
                VerificationEvaluator.Evaluate(
                    model,
                    new DatasetVerificationSource(
                        pair.Task,
                        pair.Set,
                        model,
                        options.AttributeBatchSize,
                        Announce(pair.Set.Name),
                        options.MaxSamplesPerDataset),
                    cancellationToken))),
            .. plan.Templates.Select(entry => new SplitWork(
                EvaluationOptions.IjbC, entry.Task, IjbCSource.SplitName, entry.Dataset.NumFaces, () =>
                    TemplateEvaluator.Evaluate(
                        model,
                        new IjbCSource(
                            entry.Task,
                            entry.Dataset,
                            model,
                            options.AttributeBatchSize,
                            Announce(EvaluationOptions.IjbC)),
                        cancellationToken))),
        ];
        var ranks = options.Ranks ?? SingleRank.Instance;
        var own = SplitWork.OwnOf(splits, ranks);
        _total = own.Sum(index => splits[index].NumReads);
        EvaluationLog.ScoringStarted(_logger, _total, string.Join(", ", plan.Tasks));
        var scores = SharedScores.Gather(splits.Length, ranks, own, index => Score(splits[index]));
        foreach (var (index, (records, unscored)) in scores.Index())
        {
            // What IJB-C gives stands behind the mean of the sets before it.
            if (index == splits.Length - plan.Templates.Count)
            {
                AddMean();
            }

            _records.AddRange(records);
            _unscored.AddRange(unscored);
        }

        if (plan.Templates.Count == 0)
        {
            AddMean();
        }
    }

    private void AddMean()
    {
        if (VerificationEvaluator.FindMean(_records) is { } mean)
        {
            _records.Add(mean);
        }
    }

    // One dataset that breaks costs its own scores and no others.
    private ScoredSplit Score(SplitWork split)
    {
        var after = _done + split.NumReads;
        ScoredSplit scored;
        try
        {
            var records = split.Score();
            scored = new ScoredSplit([.. records], []);
            if (records is [var headline, ..])
            {
                EvaluationLog.SplitScored(
                    _logger,
                    headline.Dataset,
                    headline.Split,
                    headline.Metric,
                    headline.Value,
                    headline.Samples,
                    headline.Baseline);
            }
        }
        catch (Exception error) when (options.ListsUnreadable
            && error is DatasetException or IOException or UnauthorizedAccessException)
        {
            scored = new ScoredSplit([], [UnscoredSplit.Of(split.Name, split.Task.Id, split.Split, error)]);
            EvaluationLog.NotScored(_logger, scored.Unscored[0]);
        }

        if (_done != after)
        {
            _done = after;
            progress?.Report(new WorkProgress(_done, _total, split.Name));
        }

        return scored;
    }

    private Action<int> Announce(string name) => count =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        _done += count;
        progress?.Report(new WorkProgress(_done, _total, name));
    };
}
