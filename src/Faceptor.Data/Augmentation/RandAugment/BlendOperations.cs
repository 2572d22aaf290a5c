using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Faceptor.Imaging;
using Faceptor.Imaging.Resampling;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>
/// Operations that move an image towards or away from a simpler one: factor 0 is the simpler one, 1 the image, and
/// above 1 away from it.
/// </summary>
/// <remarks>The arithmetic is PIL's: single precision, cut and not rounded.</remarks>
internal static class BlendOperations
{
    /// <summary>Against its own grey image.</summary>
    public static void Color(RgbImage image, double factor)
    {
        var pixels = image.Pixels;
        var gray = ArrayPool<byte>.Shared.Rent(pixels.Length);
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var luma = PixelPacking.Luma(pixels[i], pixels[i + 1], pixels[i + 2]);
            gray[i] = luma;
            gray[i + 1] = luma;
            gray[i + 2] = luma;
        }

        Blend(gray, pixels, (float)factor);
        ArrayPool<byte>.Shared.Return(gray);
    }

    /// <summary>Against an image of its mean grey.</summary>
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

    /// <summary>Against its smoothed image.</summary>
    public static void Sharpness(RgbImage image, double factor)
    {
        Blend(SmoothFilter.Apply(image).Pixels, image.Pixels, (float)factor);
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

    private static void Blend(ReadOnlySpan<byte> simple, Span<byte> levels, float factor)
    {
        ref var from = ref MemoryMarshal.GetReference(simple);
        ref var to = ref MemoryMarshal.GetReference(levels);
        var i = 0;
        for (; i <= levels.Length - 8; i += 8)
        {
            var start = Lanes.Load8(ref Unsafe.Add(ref from, i));
            var way = Vector256.ConvertToSingle(Lanes.Load8(ref Unsafe.Add(ref to, i)) - start);
            var mixed = Vector256.ConvertToSingle(start) + (way * factor);
            mixed = Vector256.MinNative(
                Vector256.MaxNative(mixed, Vector256<float>.Zero), Vector256.Create(255f));
            Lanes.Store8(Vector256.ConvertToInt32Native(mixed), ref Unsafe.Add(ref to, i));
        }

        for (; i < levels.Length; i++)
        {
            levels[i] = Blend(simple[i], levels[i], factor);
        }
    }

    private static byte Blend(byte simple, byte level, float factor) =>
        (byte)Math.Clamp(simple + (factor * (level - simple)), 0f, 255f);
}
