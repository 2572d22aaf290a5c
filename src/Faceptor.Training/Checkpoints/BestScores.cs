using System.Collections.Immutable;
using Faceptor.Evaluation;

namespace Faceptor.Training.Checkpoints;

/// <summary>Keeps, for each task, the best <see cref="PrimaryMetric"/> and the step it was reached at.</summary>
internal static class BestScores
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
        foreach (var reached in tasks.Select(task => PrimaryMetric.Find(records, task)).OfType<MetricRecord>())
        {
            var former = best.FirstOrDefault(entry => entry.Score.Dataset == reached.Dataset);
            if (PrimaryMetric.IsBetter(reached, former?.Score))
            {
                best = former is null
                    ? best.Add(new BestScore(reached, step))
                    : best.Replace(former, new BestScore(reached, step));
            }
        }

        return best;
    }
}

/// <summary>The best score of a task so far, and the step whose checkpoint is kept for it.</summary>
/// <param name="Score">The score, as <see cref="PrimaryMetric"/> picks it.</param>
/// <param name="Step">Steps done when it was reached.</param>
internal sealed record BestScore(MetricRecord Score, int Step);
