using Faceptor.Core.Errors;

namespace Faceptor.Data.Synthetic;

/// <summary>How much to draw, and from which seed.</summary>
public sealed record DrawnDatasetOptions
{
    /// <summary>
    /// About how many pictures all sets have together; each set takes a fixed share, but never less than it needs to
    /// have every
    /// split, so small counts come out larger.
    /// </summary>
    public int Count { get; init; } = 4500;

    /// <summary>Decides every picture; the same seed and count give the same bytes.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Pictures drawn at the same time; the bytes do not depend on it.</summary>
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks the values.</summary>
    /// <exception cref="OptionsException">A value cannot work.</exception>
    public void Validate()
    {
        if (Count is < 1 or > 1_000_000)
        {
            throw new OptionsException(
                nameof(Count), $"expected 1 to 1,000,000 pictures, got {Count}; a few thousand train a small model.");
        }

        if (MaxThreads < 1)
        {
            throw new OptionsException(nameof(MaxThreads), $"expected at least 1 thread, got {MaxThreads}.");
        }
    }
}
