using Faceptor.Core.Tasks;

namespace Faceptor.Core.Engines;

/// <summary>What a model sees for one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="SidePx">Side S of the square input in pixels.</param>
/// <param name="Views">
/// RGB planes [3, S, S], normalised: one view, or the plain and the mirrored one where
/// <see cref="FaceFraming.AddsMirroredView"/>.
/// </param>
public sealed record ModelInput(FaceTask Task, int SidePx, params float[][] Views);
