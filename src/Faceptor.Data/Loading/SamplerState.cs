namespace Faceptor.Data.Loading;

/// <summary>Where a sampler stands: what a checkpoint keeps of it.</summary>
/// <param name="Seed">The seed of the order.</param>
/// <param name="Count">Number of samples of the dataset.</param>
/// <param name="NextSample">Samples drawn so far by all ranks together.</param>
public sealed record SamplerState(long Seed, int Count, long NextSample);
