using System.Collections.Immutable;

namespace Faceptor.Core.Tasks;

/// <summary>
/// A distance on the true face that landmark errors are divided by: between the means of two point sets.
/// </summary>
/// <param name="Name">The metric's usual name, for example <c>inter-ocular</c>.</param>
/// <param name="First">Indices of the points whose mean is one end.</param>
/// <param name="Second">Indices of the points whose mean is the other end.</param>
public sealed record NmeNormalizer(string Name, ImmutableArray<int> First, ImmutableArray<int> Second);
