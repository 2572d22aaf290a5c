using System.Collections.Immutable;

namespace Faceptor.Models.Weights;

/// <summary>A tensor of a weight file, not read.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its sizes.</param>
public sealed record WeightTensor(string Name, string Type, ImmutableArray<long> Shape);
