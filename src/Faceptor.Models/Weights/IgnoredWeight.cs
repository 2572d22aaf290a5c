namespace Faceptor.Models.Weights;

/// <summary>A tensor or entry of a weight file that is left out on purpose.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Reason">Why, as part of a sentence.</param>
public sealed record IgnoredWeight(string Name, string Reason);
