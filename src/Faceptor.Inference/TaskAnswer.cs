namespace Faceptor.Inference;

/// <summary>What the network said for one task, in managed memory.</summary>
/// <param name="View">What it looked at.</param>
/// <param name="Values">
/// Landmarks: points (x, y) [K, 2] in [0, 1]. Parsing: class logits [K, S, S]. Age, expression, attributes:
/// probabilities [K]. Identity: the unit vector [D].
/// </param>
internal sealed record TaskAnswer(TaskView View, float[] Values);
