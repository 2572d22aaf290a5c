namespace Faceptor.Experiments;

/// <summary>Two variants to set against each other.</summary>
/// <param name="First">Name of the one that the paper puts forward.</param>
/// <param name="Second">Name of the other.</param>
internal sealed record ExperimentComparison(string First, string Second);
