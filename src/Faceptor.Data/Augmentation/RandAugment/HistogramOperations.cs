using Faceptor.Imaging;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>Operations that look at how often each level occurs, channel by channel.</summary>
/// <remarks>The arithmetic is PIL's.</remarks>
internal static class HistogramOperations
{
    private delegate void TableMaker(ReadOnlySpan<int> histogram, Span<byte> table);

    public static void AutoContrast(RgbImage image) => Apply(image, StretchTable);

    public static void Equalize(RgbImage image) => Apply(image, EqualizeTable);

    private static void Apply(RgbImage image, TableMaker makeTable)
    {
        Span<int> histograms = stackalloc int[3 * LevelTable.NumLevels];
        histograms.Clear();
        var pixels = image.Pixels;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            histograms[pixels[i]]++;
            histograms[LevelTable.NumLevels + pixels[i + 1]]++;
            histograms[(2 * LevelTable.NumLevels) + pixels[i + 2]]++;
        }

        Span<byte> tables = stackalloc byte[histograms.Length];
        for (var start = 0; start < tables.Length; start += LevelTable.NumLevels)
        {
            makeTable(
                histograms.Slice(start, LevelTable.NumLevels), tables.Slice(start, LevelTable.NumLevels));
        }

        LevelTable.ApplyByChannel(image, tables);
    }

    private static void StretchTable(ReadOnlySpan<int> histogram, Span<byte> table)
    {
        var lowest = histogram.IndexOfAnyExcept(0);
        var highest = histogram.LastIndexOfAnyExcept(0);
        var scale = highest > lowest ? 255.0 / (highest - lowest) : 1;
        var offset = highest > lowest ? -lowest * scale : 0;
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = (byte)Math.Clamp((int)((level * scale) + offset), 0, 255);
        }
    }

    private static void EqualizeTable(ReadOnlySpan<int> histogram, Span<byte> table)
    {
        var total = 0;
        foreach (var count in histogram)
        {
            total += count;
        }

        var highest = histogram.LastIndexOfAnyExcept(0);
        var step = (total - histogram[highest]) / 255;
        var sum = step / 2;
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = step == 0 ? (byte)level : (byte)Math.Min(255, sum / step);
            sum += histogram[level];
        }
    }
}
