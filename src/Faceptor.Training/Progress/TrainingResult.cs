using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Progress;

/// <summary>How a run ended.</summary>
/// <param name="StepsDone">Steps done; all of the options' unless it was cancelled.</param>
/// <param name="WasCancelled">
/// Whether it was cancelled; the weights of the last whole step are saved all the same.
/// </param>
/// <param name="WeightsPath">The model's weights.</param>
/// <param name="LastProgress">The last report; null when no interval was over.</param>
public sealed record TrainingResult(
    int StepsDone, bool WasCancelled, string WeightsPath, TrainingProgress? LastProgress)
{
    /// <summary>The last scores, of whoever scored the model during the run; empty when nobody did.</summary>
    public IReadOnlyList<MetricRecord> Scores { get; init; } = [];
}
