using Faceptor.Data.Augmentation.Effects;

namespace Faceptor.Data.Augmentation;

/// <summary>What changes the pixels of dense tasks after they have been warped, before they are normalised.</summary>
internal static class DenseEffects
{
    /// <summary>
    /// Draws and applies, an effect after another: occlusion (height, width, x, y), noise (whether; share, key), grey
    /// (whether), gamma (which), blur (size). What is off is not drawn.
    /// </summary>
    /// <param name="values">RGB planes [3, S, S] in [0, 1], changed in place.</param>
    /// <param name="sidePx">Side S in pixels.</param>
    /// <param name="isLandmarks">Whether occlusion and noise take part.</param>
    /// <param name="options">Which effects are on.</param>
    /// <param name="random">Source of the draws.</param>
    public static void Apply(
        Span<float> values, int sidePx, bool isLandmarks, AugmentationOptions options, SeededRandom random)
    {
        var planes = new Planes(values, sidePx);
        if (isLandmarks && options.UsesOcclusion)
        {
            Occlusion.Draw(sidePx, random).Apply(planes);
        }

        if (isLandmarks && options.UsesNoiseFusion && random.NextBool(NoiseFusion.Probability))
        {
            var share = random.NextDouble(0, NoiseFusion.MaxShare);
            NoiseFusion.Apply(planes, (float)share, new CounterRng(random));
        }

        if (options.UsesGray && random.NextBool(Grayscale.Probability))
        {
            Grayscale.Apply(planes);
        }

        if (options.UsesGamma)
        {
            ((Gamma)random.NextInt(GammaExtensions.NumKinds)).Apply(planes);
        }

        if (options.UsesBlur)
        {
            BoxBlur.Apply(planes, (int)(sidePx * random.NextDouble(0, BoxBlur.MaxShare)));
        }
    }
}
