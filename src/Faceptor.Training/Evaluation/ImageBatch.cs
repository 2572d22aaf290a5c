namespace Faceptor.Training.Evaluation;

/// <summary>Pictures ready for the network.</summary>
/// <param name="NumImages">Number of pictures B.</param>
/// <param name="SidePx">Side S of the square pictures in pixels.</param>
/// <param name="Images">RGB planes [B, 3, S, S], normalised.</param>
public sealed record ImageBatch(int NumImages, int SidePx, float[] Images);
