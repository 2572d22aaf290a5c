namespace Faceptor.Synthetic;

/// <summary>How much to draw, and from which seed.</summary>
public sealed record SyntheticDatasetOptions
{
    /// <summary>Which sets are written.</summary>
    public SyntheticDatasetKinds Sets { get; init; } = SyntheticDatasetKinds.Base;

    /// <summary>
    /// About how many images the sets of a group have together; each set takes a fixed share, but never less than it
    /// needs to have every split, so small counts come out larger. Both groups together have twice as many.
    /// </summary>
    public int Count { get; init; } = 4500;

    /// <summary>
    /// Decides every image; the same seed and count give the same bytes. Those of a set do not depend on what is
    /// written beside it.
    /// </summary>
    public long Seed { get; init; } = 1;

    /// <summary>Images drawn at the same time; the bytes do not depend on it.</summary>
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks the values.</summary>
    /// <exception cref="OptionsException">A value cannot work.</exception>
    public void Validate()
    {
        if (Count is < 1 or > 1_000_000)
        {
            throw new OptionsException(
                nameof(Count), $"expected 1 to 1,000,000 images, got {Count}; a few thousand train a small model.");
        }

        if (Sets is not (SyntheticDatasetKinds.Base or SyntheticDatasetKinds.Transfer or SyntheticDatasetKinds.All))
        {
            throw new OptionsException(nameof(Sets), $"expected Base, Transfer or All, got {Sets}.");
        }

        if (MaxThreads < 1)
        {
            throw new OptionsException(nameof(MaxThreads), $"expected at least 1 thread, got {MaxThreads}.");
        }
    }
}
