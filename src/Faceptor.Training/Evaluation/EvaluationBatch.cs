using System.Collections.Immutable;

namespace Faceptor.Training.Evaluation;

/// <summary>Test pictures ready for the network, with their labels in the original picture.</summary>
/// <param name="SidePx">Side S of the square pictures in pixels.</param>
/// <param name="Images">RGB planes [B, 3, S, S], normalised.</param>
/// <param name="Samples">The labels [B].</param>
public sealed record EvaluationBatch(int SidePx, float[] Images, ImmutableArray<EvaluationSample> Samples);
