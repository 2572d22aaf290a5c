using System.Runtime.Intrinsics;

namespace Faceptor.Data.Augmentation.Effects;

/// <summary>The image mixed with uniform noise: (1 - a) x + a u, a new u for every value.</summary>
/// <remarks>Released configuration: with probability 0.5; a uniform in 0 to 0.5.</remarks>
internal static class NoiseFusion
{
    /// <summary>How often it happens.</summary>
    public const double Probability = 0.5;

    /// <summary>Largest share of the noise.</summary>
    public const double MaxShare = 0.5;

    /// <summary>Mixes.</summary>
    /// <param name="planes">The image, changed in place.</param>
    /// <param name="share">Share a of the noise.</param>
    /// <param name="noise">Value i of the planes meets number i.</param>
    public static void Apply(Planes planes, float share, CounterRng noise)
    {
        var values = planes.Values;
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var old = Vector256.LoadUnsafe(ref planes.Start, (nuint)i);
            (old + ((noise.Uniform((uint)i) - old) * share)).StoreUnsafe(ref planes.Start, (nuint)i);
        }

        var last = noise.Uniform((uint)i);
        for (var lane = 0; i < values.Length; i++, lane++)
        {
            values[i] += (last[lane] - values[i]) * share;
        }
    }
}
