namespace Faceptor.Synthetic.Writing;

/// <summary>How many images each part of each set has.</summary>
internal sealed record SyntheticSetSizes
{
    public required int LandmarkTrain { get; init; }

    public required int LandmarkCommon { get; init; }

    public required int LandmarkChallenge { get; init; }

    public required int LandmarkTest { get; init; }

    public required int ParsingTrain { get; init; }

    public required int ParsingValidation { get; init; }

    public required int ParsingTest { get; init; }

    public required int AgeTrain { get; init; }

    public required int AgeTest { get; init; }

    public required int AffectNetTrain { get; init; }

    public required int AffectNetTest { get; init; }

    public required int RafDbTrain { get; init; }

    public required int RafDbTest { get; init; }

    public required int CelebATrain { get; init; }

    public required int CelebAValidation { get; init; }

    public required int CelebATest { get; init; }

    public required int Identities { get; init; }

    /// <summary>A multiple of ten, for ten folds.</summary>
    public required int VerificationPairs { get; init; }

    /// <summary>Images of each identity of the identity set.</summary>
    public static int ImagesPerIdentity => 7;

    public int Total =>
        LandmarkTrain + LandmarkCommon + LandmarkChallenge + LandmarkTest + ParsingTrain + ParsingValidation
            + ParsingTest + AgeTrain
        + AgeTest + AffectNetTrain + AffectNetTest + RafDbTrain + RafDbTest + CelebATrain + CelebAValidation
            + CelebATest
        + (Identities * ImagesPerIdentity) + (2 * VerificationPairs);

    public static int ShareOf(int count, float percent, int least) =>
        Math.Max(least, (int)((count * percent / 100) + 0.5f));

    public static SyntheticSetSizes For(int count)
    {
        int Share(float percent, int least) => ShareOf(count, percent, least);
        return new SyntheticSetSizes
        {
            LandmarkTrain = Share(13, 4),
            LandmarkCommon = Share(1.5f, 2),
            LandmarkChallenge = Share(0.8f, 2),
            LandmarkTest = Share(0.5f, 2),
            ParsingTrain = Share(7, 3),
            ParsingValidation = Share(0.5f, 1),
            ParsingTest = Share(2, 2),
            AgeTrain = Share(8, 4),
            AgeTest = Share(2, 2),
            AffectNetTrain = Share(12, 7),
            AffectNetTest = Share(2, 2),
            RafDbTrain = Share(11, 7),
            RafDbTest = Share(2, 2),
            CelebATrain = Share(22, 3),
            CelebAValidation = Share(0.5f, 1),
            CelebATest = Share(3, 2),
            Identities = Share(11f / ImagesPerIdentity, 2),
            VerificationPairs = 10 * Share(0.2f, 1),
        };
    }
}
