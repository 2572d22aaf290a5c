using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>
/// Operations that move a picture towards or away from a simpler one: factor 0 is the simpler one, 1 the picture, and
/// above 1 away from it.
/// </summary>
/// <remarks>The arithmetic is PIL's: single precision, cut and not rounded.</remarks>
internal static class BlendOperations
{
    /// <summary>Against its own grey picture.</summary>
    public static void Color(RgbImage image, double factor)
    {
        var share = (float)factor;
        var pixels = image.Pixels;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var luma = PixelPacking.Luma(pixels[i], pixels[i + 1], pixels[i + 2]);
            pixels[i] = Blend(luma, pixels[i], share);
            pixels[i + 1] = Blend(luma, pixels[i + 1], share);
            pixels[i + 2] = Blend(luma, pixels[i + 2], share);
        }
    }

    /// <summary>Against a picture of its mean grey.</summary>
    public static void Contrast(RgbImage image, double factor)
    {
        long sum = 0;
        var pixels = image.Pixels;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            sum += PixelPacking.Luma(pixels[i], pixels[i + 1], pixels[i + 2]);
        }

        BlendWithLevel(image, (byte)(((double)sum / (image.Width * image.Height)) + 0.5), factor);
    }

    /// <summary>Against black.</summary>
    public static void Brightness(RgbImage image, double factor) => BlendWithLevel(image, 0, factor);

    /// <summary>Against its smoothed picture.</summary>
    public static void Sharpness(RgbImage image, double factor)
    {
        var share = (float)factor;
        var smooth = SmoothFilter.Apply(image);
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Blend(smooth.Pixels[i], pixels[i], share);
        }
    }

    private static void BlendWithLevel(RgbImage image, byte level, double factor)
    {
        Span<byte> table = stackalloc byte[LevelTable.NumLevels];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = Blend(level, (byte)value, (float)factor);
        }

        LevelTable.Apply(image, table);
    }

    private static byte Blend(byte simple, byte level, float factor) =>
        (byte)Math.Clamp(simple + (factor * (level - simple)), 0f, 255f);
}
