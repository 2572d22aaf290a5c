using Faceptor.Evaluation.Families;

namespace Faceptor.Evaluation;

/// <summary>
/// The one score that stands for a task, and which of two is better: what the best checkpoint and Layer-Attention are
/// decided by.
/// </summary>
/// <remarks>
/// Our choice, after the paper's tables: NME by the dataset's own normaliser, mean F1, mean absolute error, accuracy,
/// mean accuracy of attributes; the mean over the five verification sets.
/// </remarks>
internal static class PrimaryMetric
{
    /// <summary>Finds the headline of a task among its scores.</summary>
    /// <param name="records">Scores as evaluators give them, headline first.</param>
    /// <param name="task">The task.</param>
    /// <returns>
    /// The first score of the task's first split; of an identity task the mean over the paper's five sets where it is
    /// there, else the first set's accuracy. Null when the task was not scored.
    /// </returns>
    public static MetricRecord? Find(IEnumerable<MetricRecord> records, FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(task);
        var split = FamilyEvaluation.Of(task.Family).PrimarySplit;
        var own = records.Where(record => record.Dataset == task.Id).ToArray();
        return own.FirstOrDefault(record => record.Split == split) ?? own.FirstOrDefault();
    }

    /// <summary>Whether one score is better than another of the same metric.</summary>
    /// <param name="candidate">The one that may be better.</param>
    /// <param name="other">The one to beat; null is beaten by every number.</param>
    /// <returns>False for equal scores, and for a candidate that is not a number.</returns>
    /// <exception cref="ArgumentException">The scores are of different datasets, splits or metrics.</exception>
    public static bool IsBetter(MetricRecord candidate, MetricRecord? other)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (other is not null
            && (candidate.Dataset, candidate.Split, candidate.Metric) != (other.Dataset, other.Split, other.Metric))
        {
            throw new ArgumentException(
                $"only scores of one kind can be compared, got {Describe(candidate)} and {Describe(other)}.",
                nameof(other));
        }

        if (double.IsNaN(candidate.Value))
        {
            return false;
        }

        return other is null
            || double.IsNaN(other.Value)
            || (candidate.HigherIsBetter ? candidate.Value > other.Value : candidate.Value < other.Value);
    }

    private static string Describe(MetricRecord record) => $"{record.Dataset} {record.Split} {record.Metric}";
}
