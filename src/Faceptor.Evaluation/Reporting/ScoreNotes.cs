namespace Faceptor.Evaluation.Reporting;

/// <summary>What has to be said below a table of scores: baselines that are not known, and parts of splits.</summary>
internal static class ScoreNotes
{
    /// <summary>What stands for a baseline that is not known.</summary>
    public const string NotKnown = "not known";

    /// <summary>One sentence each; none where everything is known and whole.</summary>
    /// <param name="records">Scores as evaluation gives them.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<MetricRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return [.. Baselines(records), .. Samples(records)];
    }

    private static IEnumerable<string> Baselines(IReadOnlyList<MetricRecord> records)
    {
        foreach (var same in records.Where(record => record.BaselineProblem is not null)
            .GroupBy(record => (record.Dataset, record.BaselineProblem)))
        {
            var isWhole = records.Where(record => record.Dataset == same.Key.Dataset)
                .All(record => record.BaselineProblem == same.Key.BaselineProblem);
            var what = isWhole
                ? MetricText.Dataset(same.First())
                : $"{string.Join(", ", same.Select(MetricText.Dataset).Distinct())}: "
                    + string.Join(", ", same.Select(MetricText.Metric).Distinct());
            yield return $"{what}: baseline: {NotKnown}, {same.Key.BaselineProblem}";
        }
    }

    private static IEnumerable<string> Samples(IReadOnlyList<MetricRecord> records)
    {
        var parts = MetricText.Headlines(records)
            .Where(record => record.SplitSize is not null && record.Split != VerificationEvaluator.MeanSplit)
            .Select(record => $"{MetricText.Dataset(record)} {MetricText.Samples(record)}")
            .ToArray();
        if (parts.Length > 0)
        {
            yield return $"scored in part, not to be compared with published scores: {string.Join("; ", parts)}";
        }
    }
}
