using System.Diagnostics;
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
        _total = sources.Sum(source => source.NumReads)
            + plan.Pairs.Sum(pair => 2L * pair.NumPairs)
            + plan.Templates.Sum(entry => (long)entry.Dataset.NumFaces);
        EvaluationLog.ScoringStarted(_logger, _total, string.Join(", ", plan.Tasks));
        foreach (var source in sources)
        {
            Score(source.Task.DatasetName, source.Task.Id, source.Split, source.NumReads, () =>
                FaceEvaluators.For(source.Task.Family).Evaluate(model, source, cancellationToken));
        }

        foreach (var (task, set, numPairs) in plan.Pairs)
        {
            Score(set.Name, task.Id, set.Name, 2L * numPairs, () =>
            {
                var source = new DatasetVerificationSource(
                    task,
                    set,
                    model,
                    options.AttributeBatchSize,
                    Announce(set.Name),
                    options.MaxSamplesPerDataset);
                return VerificationEvaluator.Evaluate(model, source, cancellationToken);
            });
        }

        if (VerificationEvaluator.FindMean(_records) is { } mean)
        {
            _records.Add(mean);
        }

        foreach (var (task, dataset) in plan.Templates)
        {
            Score(EvaluationOptions.IjbC, task.Id, IjbCSource.SplitName, dataset.NumFaces, () =>
            {
                var source = new IjbCSource(
                    task,
                    dataset,
                    model,
                    options.AttributeBatchSize,
                    Announce(EvaluationOptions.IjbC));
                return TemplateEvaluator.Evaluate(model, source, cancellationToken);
            });
        }
    }

    // One dataset that breaks costs its own scores and no others.
    private void Score(
        string name, string dataset, string split, long numReads, Func<IReadOnlyList<MetricRecord>> score)
    {
        var after = _done + numReads;
        try
        {
            var records = score();
            _records.AddRange(records);
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
            _unscored.Add(UnscoredSplit.Of(name, dataset, split, error));
            EvaluationLog.NotScored(_logger, _unscored[^1]);
        }

        if (_done != after)
        {
            _done = after;
            progress?.Report(new WorkProgress(_done, _total, name));
        }
    }

    private Action<int> Announce(string name) => count =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        _done += count;
        progress?.Report(new WorkProgress(_done, _total, name));
    };
}
