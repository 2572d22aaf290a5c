namespace Faceptor.Synthetic.Writing;

/// <summary>The images of both expression sets: every expression equally often, any age and identity.</summary>
internal static class ExpressionImages
{
    private static readonly SyntheticFaceSampler Sampler = new()
    {
        Ages = (8, 75),
        OccluderChance = 0.03f,
        BlurChance = 0.03f,
        RollDegrees = 10,
    };

    public static SyntheticFace Draw(
        SyntheticDatasetWriter studio, SyntheticRandom random, int identityNumber, Expression expression, int size)
    {
        var identity = SyntheticIdentity.Create(studio.Seed, identityNumber);
        var parameters = Sampler.Sample(identity, random) with { Expression = expression };
        return SyntheticFaceRenderer.Draw(parameters, FaceCrops.Jittered(random, size));
    }
}
