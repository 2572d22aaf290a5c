using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Faceptor.Imaging.Resampling;

/// <summary>Between three and four bytes a pixel.</summary>
internal static class PixelPacking
{
    private const int GroupPixels = 4;

    private static readonly Vector128<byte> WithoutAlpha =
        Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);

    // The first byte falls before the five pixels.
    private static readonly Vector128<byte> Reversed =
        Vector128.Create((byte)15, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2);

    /// <summary>R G B A to R G B.</summary>
    public static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        var numPixels = rgb.Length / 3;
        ref var from = ref MemoryMarshal.GetReference(rgba);
        ref var to = ref MemoryMarshal.GetReference(rgb);
        var pixel = 0;
        // Each store is four bytes longer than what it brings; the next one covers them.
        for (; pixel <= numPixels - GroupPixels - 2; pixel += GroupPixels)
        {
            var four = Vector128.LoadUnsafe(ref from, (nuint)(pixel * 4));
            Vector128.ShuffleNative(four, WithoutAlpha).StoreUnsafe(ref to, (nuint)(pixel * 3));
        }

        for (; pixel < numPixels; pixel++)
        {
            rgba.Slice(pixel * 4, 3).CopyTo(rgb[(pixel * 3)..]);
        }
    }

    /// <summary>A row of R G B in reverse order of its pixels.</summary>
    public static void Mirror(ReadOnlySpan<byte> row, Span<byte> mirrored)
    {
        const int GroupBytes = 15;
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(mirrored);
        var left = 0;
        // A load and a store are a byte longer than five pixels; the byte before them is written again afterwards.
        for (; left + GroupBytes < row.Length; left += GroupBytes)
        {
            var five = Vector128.LoadUnsafe(ref from, (nuint)left);
            Vector128.ShuffleNative(five, Reversed).StoreUnsafe(ref to, (nuint)(row.Length - left - GroupBytes - 1));
        }

        for (; left < row.Length; left += 3)
        {
            row.Slice(left, 3).CopyTo(mirrored[(row.Length - left - 3)..]);
        }
    }

    /// <summary>R G B to R G B A, fully opaque.</summary>
    public static byte[] AddAlpha(ReadOnlySpan<byte> rgb)
    {
        var rgba = new byte[rgb.Length / 3 * 4];
        for (int from = 0, to = 0; to < rgba.Length; from += 3, to += 4)
        {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = 255;
        }

        return rgba;
    }

    /// <summary>R G B A to one grey value a pixel.</summary>
    public static void ToLuma(ReadOnlySpan<byte> rgba, Span<byte> gray)
    {
        for (int from = 0, to = 0; to < gray.Length; from += 4, to++)
        {
            gray[to] = Luma(rgba[from], rgba[from + 1], rgba[from + 2]);
        }
    }

    /// <summary>ITU-R 601 luma in 16-bit fixed point, as PIL converts colours to grey.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Luma(int red, int green, int blue) =>
        (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 0x8000) >> 16);
}
