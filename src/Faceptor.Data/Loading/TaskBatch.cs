using Faceptor.Core.Tasks;

namespace Faceptor.Data.Loading;

/// <summary>Samples of one task, ready for the network, in managed memory.</summary>
/// <param name="Task">The task.</param>
/// <param name="NumImages">Number of samples B.</param>
/// <param name="SidePx">Side S of the square pictures in pixels.</param>
/// <param name="Images">RGB planes [B, 3, S, S], normalised.</param>
/// <param name="Targets">The labels in network space.</param>
public sealed record TaskBatch(FaceTask Task, int NumImages, int SidePx, float[] Images, TaskTargets Targets);
