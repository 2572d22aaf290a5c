using Faceptor.Evaluation;

namespace Faceptor.Training.Progress;

/// <summary>How a run is going, once per log interval.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="NumSteps">Steps of the whole run.</param>
/// <param name="EncoderRate">The encoder's rate in the last step.</param>
/// <param name="TotalLoss">Eq. 8, mean over the interval.</param>
/// <param name="TaskLosses">Mean loss of each task over the interval, by task id, without weights.</param>
/// <param name="GradientNorm">Norm of the last step's gradient before clipping.</param>
/// <param name="ImagesPerSecond">Images trained on per second in the interval.</param>
/// <param name="Elapsed">Time since the run began.</param>
/// <param name="Remaining">Time to the end at the mean speed so far.</param>
public sealed record TrainingProgress(
    int Step,
    int NumSteps,
    double EncoderRate,
    double TotalLoss,
    IReadOnlyDictionary<string, double> TaskLosses,
    double GradientNorm,
    double ImagesPerSecond,
    TimeSpan Elapsed,
    TimeSpan Remaining)
{
    /// <summary>Largest memory of the process so far, in bytes; 0 where the system does not say.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Steps so far that left the weights as they were, because a loss or gradient was not finite.</summary>
    public int SkippedSteps { get; init; }

    /// <summary>What losses are multiplied by before the backward pass; null without a gradient scaler.</summary>
    public double? LossScale { get; init; }
}

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
