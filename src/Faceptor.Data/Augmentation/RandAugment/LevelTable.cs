using Faceptor.Imaging;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>Replaces levels by those of a table.</summary>
internal static class LevelTable
{
    public const int NumLevels = 256;

    /// <summary>One table for all channels.</summary>
    public static void Apply(RgbImage image, ReadOnlySpan<byte> table)
    {
        foreach (ref var level in image.Pixels.AsSpan())
        {
            level = table[level];
        }
    }

    /// <summary>A table for each channel, one after another.</summary>
    public static void ApplyByChannel(RgbImage image, ReadOnlySpan<byte> tables)
    {
        var reds = tables[..NumLevels];
        var greens = tables[NumLevels..(2 * NumLevels)];
        var blues = tables[(2 * NumLevels)..];
        var pixels = image.Pixels;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            pixels[i] = reds[pixels[i]];
            pixels[i + 1] = greens[pixels[i + 1]];
            pixels[i + 2] = blues[pixels[i + 2]];
        }
    }
}
