namespace Faceptor.Inference.Predictions;

/// <summary>How likely something is.</summary>
/// <param name="Name">What.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct NamedProbability(string Name, double Probability);
