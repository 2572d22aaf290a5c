using Faceptor.Core.Tasks;

namespace Faceptor.Core.Engines;

/// <summary>What a model answers for one input, as plain numbers.</summary>
/// <param name="Task">The task.</param>
/// <param name="Values">
/// Landmarks: points (x, y) [K, 2] in [0, 1] of the input. Parsing: class logits [K, S, S]. Age, expression,
/// attributes: probabilities [K]. Identity: the unit vector [D], of all views together.
/// </param>
public sealed record RawOutput(FaceTask Task, float[] Values);
