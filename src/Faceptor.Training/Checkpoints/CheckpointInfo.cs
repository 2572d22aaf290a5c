namespace Faceptor.Training.Checkpoints;

/// <summary>Where in its run a checkpoint was written, and why.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="NumSteps">Steps of the whole run.</param>
/// <param name="Reason">Why it was written.</param>
public sealed record CheckpointInfo(int Step, int NumSteps, CheckpointReason Reason);
