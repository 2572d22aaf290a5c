using System.Collections.Immutable;
using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Training.Progress;
using Faceptor.Training.Sessions;

namespace Faceptor.Training;

/// <summary>Who takes part in a run besides the trainer.</summary>
public sealed record TrainingHooks
{
    /// <summary>Told about progress and scores, in this order, on the thread that trains.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>
    /// Scores the model, which is in evaluation mode: every <see cref="Faceptor.Training.Recipes.TrainingOptions.EvaluationInterval"/>
    /// steps and after the last one. Must leave weights and torch's random numbers alone. Null scores nothing.
    /// </summary>
    public Func<IFaceModel, CancellationToken, IReadOnlyList<MetricRecord>>? Evaluate { get; init; }

    /// <summary>
    /// Switches Layer-Attention after the last step, before the last scores, and says what was chosen; the model is in
    /// evaluation mode. Null leaves the model as it was trained.
    /// </summary>
    public Func<IFaceModel, CancellationToken, ImmutableArray<LayerAttentionChoice>>? Choose { get; init; }

    /// <summary>Told of every step before it, by its number from 1; null for nobody.</summary>
    internal Action<int>? StepBegins { get; init; }
}
