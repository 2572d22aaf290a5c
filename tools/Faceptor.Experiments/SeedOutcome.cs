namespace Faceptor.Experiments;

/// <summary>The finished runs of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Runs">The runs by their names.</param>
internal sealed record SeedOutcome(long Seed, IReadOnlyDictionary<string, RunOutcome> Runs);
