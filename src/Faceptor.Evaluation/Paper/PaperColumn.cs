namespace Faceptor.Evaluation.Paper;

/// <summary>A column of one of the paper's tables: what a measured score has to be to stand in it.</summary>
/// <param name="Heading">The paper's heading.</param>
/// <param name="Task">The task.</param>
/// <param name="Split">The split, in the words of <see cref="MetricRecord.Split"/>.</param>
/// <param name="Metric">The metric, in the words of <see cref="MetricRecord.Metric"/>.</param>
/// <param name="HigherIsBetter">Where the paper's arrow points.</param>
internal sealed record PaperColumn(string Heading, FaceTask Task, string Split, string Metric, bool HigherIsBetter)
{
    /// <summary>What a printed number has to be divided by: 1 for years, 100 for everything else.</summary>
    public double Scale => Metric == "mae_years" ? 1 : 100;

    /// <summary>Whether a measured score is of this column's kind.</summary>
    /// <param name="record">The score.</param>
    public bool Fits(MetricRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return IsSameKind(record.Dataset, record.Split, record.Metric);
    }

    /// <summary>Whether another column has scores of this column's kind.</summary>
    /// <param name="other">The other column, of any table.</param>
    public bool IsSameKind(PaperColumn other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IsSameKind(other.Task.Id, other.Split, other.Metric);
    }

    private bool IsSameKind(string dataset, string split, string metric) =>
        (Task.Id, Split, Metric) == (dataset, split, metric);
}
