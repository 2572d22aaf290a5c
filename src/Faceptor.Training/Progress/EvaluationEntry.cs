using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Progress;

/// <summary>The scores of one evaluation within a run.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Records">The scores, the headline metric of each dataset first.</param>
public sealed record EvaluationEntry(int Step, IReadOnlyList<MetricRecord> Records);
