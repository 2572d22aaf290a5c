namespace Faceptor.Evaluation.Sheets;

/// <summary>What a <see cref="ContactSheet"/> shows.</summary>
internal sealed record ContactSheetOptions
{
    /// <summary>Samples shown, spread evenly over the split. Our choice: 12.</summary>
    public int NumSamples { get; init; } = 12;

    /// <summary>
    /// Images beside each sample that training would see, each with draws of its own; 0 shows the samples alone.
    /// </summary>
    public int NumAugmented { get; init; }

    /// <summary>Samples side by side when they are shown alone. Our choice: 4.</summary>
    public int NumColumns { get; init; } = 4;

    /// <summary>Side of a cell in pixels; images are fitted into it. Our choice: 256.</summary>
    public int CellSidePx { get; init; } = 256;

    /// <summary>Seed of the draws.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Checks the values.</summary>
    /// <exception cref="OptionsException">A value cannot work.</exception>
    public void Validate()
    {
        Require(NumSamples, 1, 1000, nameof(NumSamples));
        Require(NumAugmented, 0, 20, nameof(NumAugmented));
        Require(NumColumns, 1, 50, nameof(NumColumns));
        Require(CellSidePx, 48, 1024, nameof(CellSidePx));
    }

    private static void Require(int value, int least, int most, string member)
    {
        if (value < least || value > most)
        {
            throw new OptionsException(member, $"expected {least} to {most}, got {value}.");
        }
    }
}
