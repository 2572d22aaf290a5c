using System.Numerics;

namespace Faceptor.Synthetic.Writing;

/// <summary>Images that tell identities apart: one identity in changing pose, light, expression and clothes.</summary>
internal static class IdentityImages
{
    private static readonly SyntheticFaceSampler Sampler = new()
    {
        RollDegrees = 4,
        AccessoryFactor = 0.6f,
        BlurChance = 0.02f,
    };

    public static byte[] Draw(SyntheticDatasetWriter studio, int identityNumber, int image)
    {
        var random = SyntheticRandom.For(studio.Seed, "identity", identityNumber, image);
        var parameters = Sampler.Sample(SyntheticIdentity.Create(studio.Seed, identityNumber), random);
        var shift = new Vector2(random.Uniform(-1.5f, 1.5f), random.Uniform(-1.5f, 1.5f));
        var face = SyntheticFaceRenderer.Draw(
            parameters, SyntheticFrame.Recognition.Shifted(shift, random.Uniform(0.96f, 1.04f)));
        return SyntheticDatasetWriter.Jpeg(face.Image);
    }
}
