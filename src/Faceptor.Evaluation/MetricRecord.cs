using System.Text.Json.Serialization;

namespace Faceptor.Evaluation;

/// <summary>One measured score.</summary>
/// <param name="Dataset">Id of the task, which names family and dataset.</param>
/// <param name="Split">The split, in the dataset's own words.</param>
/// <param name="Metric">For example <c>nme/inter-ocular</c>, <c>f1</c>, <c>mae_years</c>, <c>accuracy</c>.</param>
/// <param name="Value">The model's score; fractions, not percent; years for ages.</param>
/// <param name="Baseline">
/// The score of an answer that ignores the image, made from training labels, on the same samples; null where it is
/// not known, see <see cref="BaselineProblem"/>.
/// </param>
/// <param name="HigherIsBetter">Whether a higher score is a better one.</param>
/// <param name="Samples">Images, or pairs, that were scored.</param>
public sealed record MetricRecord(
    string Dataset, string Split, string Metric, double Value, double? Baseline, bool HigherIsBetter, long Samples)
{
    /// <summary>Whether the model beats the answer that ignores the image; null where that is not known.</summary>
    public bool? BeatsBaseline =>
        Baseline is { } baseline ? (HigherIsBetter ? Value > baseline : Value < baseline) : null;

    /// <summary>Why the baseline is not known; null where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BaselineProblem { get; init; }

    /// <summary>Images, or pairs, that the split has where only some were scored; null where all were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SplitSize { get; init; }

    /// <summary>Accuracy of a verification set: thresholds that its pairs support; null for other scores.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OperatingPoints? OperatingPoints { get; init; }
}
