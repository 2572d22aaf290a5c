namespace Faceptor.Inference.Predictions;

/// <summary>How likely an attribute is, and the decision.</summary>
/// <param name="Name">The dataset's own spelling, for example <c>Wearing_Hat</c>.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="IsPresent">Whether the probability is above one half.</param>
public readonly record struct AttributeProbability(string Name, double Probability, bool IsPresent);
