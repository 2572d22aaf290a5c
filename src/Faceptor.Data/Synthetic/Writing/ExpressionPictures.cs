using Faceptor.Core.Tasks;

namespace Faceptor.Data.Synthetic.Writing;

/// <summary>The pictures of both expression sets: every expression equally often, any age and person.</summary>
internal static class ExpressionPictures
{
    private static readonly DrawnFaceSampler Sampler = new()
    {
        Ages = (8, 75),
        OccluderChance = 0.03f,
        BlurChance = 0.03f,
        RollDegrees = 10,
    };

    public static DrawnFace Draw(
        DrawnStudio studio, DrawnRandom random, int personNumber, Expression expression, int size)
    {
        var person = DrawnPerson.Create(studio.Seed, personNumber);
        var parameters = Sampler.Sample(person, random) with { Expression = expression };
        return DrawnFaceRenderer.Draw(parameters, FaceCrops.Jittered(random, size));
    }
}
