namespace Faceptor.Data.Checking;

/// <summary>How often a class is there.</summary>
/// <param name="Name">The class: an expression, a range of ages, an attribute that is present, a parsing class.</param>
/// <param name="Count">Samples, or for parsing pixels, that have it.</param>
public sealed record ClassCount(string Name, long Count);
