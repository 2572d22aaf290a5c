using System.Numerics;

namespace Faceptor.Synthetic.Writing;

/// <summary>Crops around a face as a detector makes them: never quite in the same place.</summary>
internal static class FaceCrops
{
    public static SyntheticFrame Jittered(SyntheticRandom random, int size)
    {
        var shift = new Vector2(random.Uniform(-0.04f, 0.04f), random.Uniform(-0.04f, 0.04f)) * size;
        return SyntheticFrame.Crop(size).Shifted(shift, random.Uniform(0.9f, 1.06f));
    }
}
