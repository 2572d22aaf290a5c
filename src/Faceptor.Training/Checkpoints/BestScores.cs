using System.Collections.Immutable;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Checkpoints;

/// <summary>Keeps, for the headline metric of each dataset, the best score and the step it was reached at.</summary>
public static class BestScores
{
    /// <summary>Takes the scores of an evaluation into account.</summary>
    /// <param name="best">The best ones so far.</param>
    /// <param name="records">New scores; the first one of each dataset and split is its headline.</param>
    /// <param name="step">Steps done when they were reached.</param>
    /// <returns>The best ones now; of two equal scores the earlier stays.</returns>
    public static ImmutableArray<BestScore> Update(
        ImmutableArray<BestScore> best, IEnumerable<MetricRecord> records, int step)
    {
        ArgumentNullException.ThrowIfNull(records);
        var scores = best.IsDefault ? [] : best;
        foreach (var record in records.DistinctBy(record => (record.Dataset, record.Split)))
        {
            if (!double.IsFinite(record.Value))
            {
                continue;
            }

            var index = scores.ToList().FindIndex(score =>
                (score.Dataset, score.Split, score.Metric) == (record.Dataset, record.Split, record.Metric));
            var reached = new BestScore(record.Dataset, record.Split, record.Metric, record.Value, step);
            if (index < 0)
            {
                scores = scores.Add(reached);
            }
            else if (record.HigherIsBetter ? record.Value > scores[index].Value : record.Value < scores[index].Value)
            {
                scores = scores.SetItem(index, reached);
            }
        }

        return scores;
    }
}
