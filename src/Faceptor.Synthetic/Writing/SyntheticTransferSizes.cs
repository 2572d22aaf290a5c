namespace Faceptor.Synthetic.Writing;

/// <summary>How many images each part of each set to transfer to has.</summary>
internal sealed record SyntheticTransferSizes
{
    public required int AflwTrain { get; init; }

    public required int AflwTest { get; init; }

    public required int LaPaTrain { get; init; }

    public required int LaPaValidation { get; init; }

    public required int LaPaTest { get; init; }

    public required int LfwTrain { get; init; }

    public required int LfwTest { get; init; }

    public int Total => AflwTrain + AflwTest + LaPaTrain + LaPaValidation + LaPaTest + LfwTrain + LfwTest;

    public static SyntheticTransferSizes For(int count)
    {
        int Share(float percent, int least) => SyntheticSetSizes.ShareOf(count, percent, least);
        return new SyntheticTransferSizes
        {
            AflwTrain = Share(30, 4),
            AflwTest = Share(6, 2),
            LaPaTrain = Share(18, 3),
            LaPaValidation = Share(1, 1),
            LaPaTest = Share(5, 2),
            LfwTrain = Share(32, 3),
            LfwTest = Share(8, 2),
        };
    }
}
