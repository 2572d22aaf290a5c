namespace Faceptor.Training.Checkpoints;

/// <summary>The best score of a metric so far, and the step whose checkpoint is kept for it.</summary>
/// <param name="Dataset">Id of the task.</param>
/// <param name="Split">The split that was scored.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Value">The score.</param>
/// <param name="Step">Steps done when it was reached.</param>
public sealed record BestScore(string Dataset, string Split, string Metric, double Value, int Step);
