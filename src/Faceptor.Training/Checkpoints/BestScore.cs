using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Checkpoints;

/// <summary>The best score of a task so far, and the step whose checkpoint is kept for it.</summary>
/// <param name="Score">The score, as <see cref="ScoreOfRecord"/> picks it.</param>
/// <param name="Step">Steps done when it was reached.</param>
public sealed record BestScore(MetricRecord Score, int Step);
