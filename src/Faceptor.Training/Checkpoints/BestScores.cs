using System.Collections.Immutable;
using Faceptor.Core.Tasks;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Checkpoints;

/// <summary>Keeps, for each task, the best <see cref="ScoreOfRecord"/> and the step it was reached at.</summary>
public static class BestScores
{
    /// <summary>Takes the scores of an evaluation into account.</summary>
    /// <param name="best">The best ones so far.</param>
    /// <param name="records">New scores.</param>
    /// <param name="tasks">The tasks to keep a best score of; those that were not scored keep what they have.</param>
    /// <param name="step">Steps done when they were reached.</param>
    /// <returns>The best ones now; of two equal scores the earlier stays.</returns>
    public static ImmutableArray<BestScore> Update(
        ImmutableArray<BestScore> best, IReadOnlyCollection<MetricRecord> records, IEnumerable<FaceTask> tasks, int step)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(tasks);
        foreach (var reached in tasks.Select(task => ScoreOfRecord.Find(records, task)).OfType<MetricRecord>())
        {
            var former = best.FirstOrDefault(entry => entry.Score.Dataset == reached.Dataset);
            if (ScoreOfRecord.IsBetter(reached, former?.Score))
            {
                best = former is null
                    ? best.Add(new BestScore(reached, step))
                    : best.Replace(former, new BestScore(reached, step));
            }
        }

        return best;
    }
}
