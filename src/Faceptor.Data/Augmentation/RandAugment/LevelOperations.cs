using Faceptor.Imaging;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>Operations that look at one level at a time.</summary>
internal static class LevelOperations
{
    private const int SolarizeAddBelow = 128;

    public static void Invert(RgbImage image) => Solarize(image, 0);

    /// <param name="image">Changed in place.</param>
    /// <param name="numBits">Upper bits that stay, 0 to 8.</param>
    public static void Posterize(RgbImage image, int numBits)
    {
        var mask = (byte)(0xff00 >> numBits);
        foreach (ref var level in image.Pixels.AsSpan())
        {
            level &= mask;
        }
    }

    /// <param name="image">Changed in place.</param>
    /// <param name="threshold">Levels from here on are inverted.</param>
    public static void Solarize(RgbImage image, int threshold)
    {
        Span<byte> table = stackalloc byte[LevelTable.NumLevels];
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = (byte)(level < threshold ? level : 255 - level);
        }

        LevelTable.Apply(image, table);
    }

    /// <param name="image">Changed in place.</param>
    /// <param name="amount">Added to levels below 128.</param>
    public static void SolarizeAdd(RgbImage image, int amount)
    {
        Span<byte> table = stackalloc byte[LevelTable.NumLevels];
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = (byte)(level < SolarizeAddBelow ? Math.Min(255, level + amount) : level);
        }

        LevelTable.Apply(image, table);
    }
}
