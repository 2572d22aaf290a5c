namespace Faceptor.Synthetic.Writing;

/// <summary>The numbers of the people in each set: no identity appears in two of them.</summary>
internal static class IdentityRanges
{
    public const int ThreeHundredW = 0;
    public const int CelebAMaskHq = 10_000_000;
    public const int Morph = 20_000_000;
    public const int AffectNet = 30_000_000;
    public const int RafDb = 40_000_000;
    public const int CelebA = 50_000_000;
    public const int Ms1mV3 = 60_000_000;
    public const int Verification = 70_000_000;
    public const int Aflw = 80_000_000;
    public const int LaPa = 90_000_000;
    public const int Lfw73 = 100_000_000;
}
