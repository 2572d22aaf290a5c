using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Evaluation.Families;

namespace Faceptor.Evaluation.Reporting;

/// <summary>Scores in the words and units that papers use.</summary>
internal static class MetricText
{
    /// <summary>The first score of each dataset and split, which is its headline.</summary>
    /// <param name="records">Scores as evaluation gives them.</param>
    public static ImmutableArray<MetricRecord> Headlines(IEnumerable<MetricRecord> records) =>
        [.. records.DistinctBy(record => (record.Dataset, record.Split))];

    /// <summary>The dataset's own spelling and the split; identity is scored on sets of their own.</summary>
    /// <param name="record">A score.</param>
    public static string Dataset(MetricRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var name = FindTask(record) is { } task
            ? FamilyEvaluation.Of(task.Family).SetName ?? task.DatasetName
            : record.Dataset;
        return $"{name} {record.Split}";
    }

    /// <summary>The metric's paper name, with an arrow to where better scores are.</summary>
    /// <param name="record">A score.</param>
    public static string Metric(MetricRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var parts = record.Metric.Split('/', 2);
        var name = FamilyEvaluation.All.Select(family => family.NameOf(parts[0])).FirstOrDefault(name => name is not null)
            ?? parts[0];
        var detail = parts.Length == 1 ? string.Empty : $", {parts[1].Replace('_', ' ')}";
        return $"{name}{detail} {(record.HigherIsBetter ? '↑' : '↓')}";
    }

    /// <summary>The baseline of a score, or that it is not known.</summary>
    /// <param name="record">A score.</param>
    public static string Baseline(MetricRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Baseline is { } baseline ? Value(record, baseline) : ScoreNotes.NotKnown;
    }

    /// <summary>How many samples were scored, of how many, and of pairs that they are pairs.</summary>
    /// <param name="record">A score.</param>
    public static string Samples(MetricRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var unit = FindTask(record) is { } task ? FamilyEvaluation.Of(task.Family).SampleUnit : "";
        return string.Create(CultureInfo.InvariantCulture, $"{record.Samples:N0}")
            + (record.SplitSize is { } whole ? string.Create(CultureInfo.InvariantCulture, $" of {whole:N0}") : "")
            + unit;
    }

    /// <summary>A value of the metric: years as they are, fractions in percent.</summary>
    /// <param name="record">A score, which tells the metric.</param>
    /// <param name="value">The value.</param>
    public static string Value(MetricRecord record, double value)
    {
        ArgumentNullException.ThrowIfNull(record);
        return FamilyEvaluation.All.Any(family => family.IsPlain(record.Metric))
            ? value.ToString("F2", CultureInfo.InvariantCulture)
            : (100 * value).ToString("F1", CultureInfo.InvariantCulture) + " %";
    }

    private static FaceTask? FindTask(MetricRecord record) =>
        FaceTasks.All.FirstOrDefault(known => known.Id == record.Dataset);
}
