using System.Collections.Immutable;
using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Progress;

/// <summary>Scores of a run that goes on, or has just ended.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="NumSteps">Steps of the whole run.</param>
/// <param name="Records">The scores, the headline metric of each dataset first.</param>
/// <param name="Model">
/// The model as it stands, in evaluation mode; valid during the call only, not to be changed.
/// </param>
public sealed record TrainingEvaluation(
    int Step, int NumSteps, IReadOnlyList<MetricRecord> Records, IFaceModel Model)
{
    /// <summary>Which tasks keep Layer-Attention; empty before the end of a second stage.</summary>
    public ImmutableArray<LayerAttentionChoice> Choices { get; init; } = [];
}
