namespace Faceptor.Synthetic.Drawing;

/// <summary>What the camera does to a drawn image: exposure, colour of the light, noise.</summary>
internal static class ImageFinish
{
    public static void Apply(Span<byte> pixels, SyntheticFaceParameters parameters)
    {
        Expose(pixels, parameters);
        if (parameters.IsMonochrome)
        {
            TakeColours(pixels);
        }
    }

    private static void TakeColours(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += 3)
        {
            // Rec. 601, in 256ths.
            var grey = ((77 * pixels[i]) + (150 * pixels[i + 1]) + (29 * pixels[i + 2])) >> 8;
            pixels.Slice(i, 3).Fill((byte)grey);
        }
    }

    private static void Expose(Span<byte> pixels, SyntheticFaceParameters parameters)
    {
        ReadOnlySpan<float> gains =
        [
            parameters.BrightnessRatio * (1 + (0.1f * parameters.WarmthRatio)),
            parameters.BrightnessRatio,
            parameters.BrightnessRatio * (1 - (0.12f * parameters.WarmthRatio)),
        ];
        var random = SyntheticRandom.For(parameters.DetailSeed, "noise");
        // A sum of four bytes has a standard deviation of about 148 levels.
        var noise = parameters.NoiseLevels / 148f;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var bits = random.NextBits();
            for (var c = 0; c < 3; c++)
            {
                // One draw serves the pixel: most noise is common to the channels.
                var sum = (bits & 255) + ((bits >> 8) & 255) + ((bits >> 16) & 255) + ((bits >> (24 + (8 * c))) & 255);
                var value = (pixels[i + c] * gains[c]) + (((float)sum - 510f) * noise);
                pixels[i + c] = (byte)Math.Clamp(value + 0.5f, 0f, 255f);
            }
        }
    }
}
