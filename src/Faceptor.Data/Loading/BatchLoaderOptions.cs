using Faceptor.Core.Errors;

namespace Faceptor.Data.Loading;

/// <summary>How a <see cref="BatchLoader"/> works.</summary>
public sealed record BatchLoaderOptions
{
    /// <summary>Samples a batch. Released configuration: 32 to 256, by task.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Batches prepared at the same time. Our choice: 2; results do not depend on it.</summary>
    public int NumWorkers { get; init; } = 2;

    /// <summary>Batches that may wait or be in preparation; bounds the memory. Our choice: 4.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Seed of the order and of every random draw.</summary>
    public long Seed { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="OptionsException">A value cannot work.</exception>
    public void Validate()
    {
        Require(BatchSize, nameof(BatchSize));
        Require(NumWorkers, nameof(NumWorkers));
        Require(Prefetch, nameof(Prefetch));
    }

    private static void Require(int value, string member)
    {
        if (value < 1)
        {
            throw new OptionsException(member, $"expected at least 1, {value} came.");
        }
    }
}
