using Faceptor.Models;
using Faceptor.Training.Evaluation;
using Faceptor.Training.Progress;

namespace Faceptor.Training;

/// <summary>Who takes part in a run besides the trainer.</summary>
public sealed record TrainingHooks
{
    /// <summary>Told about progress and scores, in this order, on the thread that trains.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>
    /// Scores the model, which is in evaluation mode: every <see cref="Recipes.TrainingOptions.EvaluationInterval"/>
    /// steps and after the last one. Must leave weights and torch's random numbers alone. Null scores nothing.
    /// </summary>
    public Func<IFaceModel, CancellationToken, IReadOnlyList<MetricRecord>>? Evaluate { get; init; }
}
