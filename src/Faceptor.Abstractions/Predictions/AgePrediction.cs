using System.Collections.Immutable;

namespace Faceptor;

/// <summary>How old the face looks.</summary>
/// <remarks>
/// A network answers with a distribution over the ages that its task knows; the age is the mean of it.
/// </remarks>
/// <param name="Task">The task that the model learned ages from.</param>
/// <param name="Years">The expected age in years.</param>
/// <param name="Probabilities">Probability of each age; element i is i years. They sum to 1.</param>
public sealed record AgePrediction(FaceTask Task, double Years, ImmutableArray<double> Probabilities);
