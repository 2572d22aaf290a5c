using System.Numerics;

namespace Faceptor.Data.Synthetic.Writing;

/// <summary>Pictures that tell persons apart: one person in changing pose, light, expression and clothes.</summary>
internal static class IdentityPictures
{
    private static readonly DrawnFaceSampler Sampler = new()
    {
        RollDegrees = 4,
        AccessoryFactor = 0.6f,
        BlurChance = 0.02f,
    };

    public static byte[] Draw(DrawnStudio studio, int personNumber, int picture)
    {
        var random = DrawnRandom.For(studio.Seed, "identity", personNumber, picture);
        var parameters = Sampler.Sample(DrawnPerson.Create(studio.Seed, personNumber), random);
        var shift = new Vector2(random.Uniform(-1.5f, 1.5f), random.Uniform(-1.5f, 1.5f));
        var face = DrawnFaceRenderer.Draw(
            parameters, DrawnFrame.Recognition.Shifted(shift, random.Uniform(0.96f, 1.04f)));
        return DrawnStudio.Jpeg(face.Image);
    }
}
