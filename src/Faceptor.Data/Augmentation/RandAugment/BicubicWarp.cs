using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>A bicubic affine warp that fills what comes from outside with the mean colour.</summary>
/// <remarks>
/// The arithmetic is PIL's, in double precision: its cubic has a slope of (right - left) at a pixel, twice that of the
/// resizing filter, and levels are cut, not rounded.
/// </remarks>
internal static class BicubicWarp
{
    /// <summary>The mean colour of the encoder's pictures: round(255 mean).</summary>
    private static readonly byte[] Fill = [123, 117, 104];

    private const int Taps = 4;
    private const int Border = 2;

    /// <summary>Warps.</summary>
    /// <param name="image">Changed in place.</param>
    /// <param name="toSource">From places in the result to places in the picture, pixel centres at halves.</param>
    public static void Apply(RgbImage image, AffineTransform toSource)
    {
        var (width, height) = (image.Width, image.Height);
        var padded = Pad(image, out var stride);
        ref var pixels = ref MemoryMarshal.GetArrayDataReference(padded);
        for (var y = 0; y < height; y++)
        {
            var target = image.Row(y);
            for (var x = 0; x < width; x++)
            {
                var (sourceX, sourceY) = toSource.Apply(x + 0.5, y + 0.5);
                if (!(sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height))
                {
                    Fill.CopyTo(target[(x * 3)..]);
                    continue;
                }

                sourceX -= 0.5;
                sourceY -= 0.5;
                var (column, row) = (Math.Floor(sourceX), Math.Floor(sourceY));
                ref var corner = ref Unsafe.Add(
                    ref pixels, (((int)row - 1 + Border) * stride) + (((int)column - 1 + Border) * 3));
                var right = Vector256.Create(sourceX - column);
                var levels = Cubic(
                    AlongRow(ref corner, right),
                    AlongRow(ref Unsafe.Add(ref corner, stride), right),
                    AlongRow(ref Unsafe.Add(ref corner, 2 * stride), right),
                    AlongRow(ref Unsafe.Add(ref corner, 3 * stride), right),
                    Vector256.Create(sourceY - row));
                levels = Vector256.MinNative(
                    Vector256.MaxNative(levels, Vector256<double>.Zero), Vector256.Create(255.0));
                target[x * 3] = (byte)levels[0];
                target[(x * 3) + 1] = (byte)levels[1];
                target[(x * 3) + 2] = (byte)levels[2];
            }
        }
    }

    // The picture with its edge repeated, so that no tap has to look where it is.
    private static byte[] Pad(RgbImage image, out int stride)
    {
        stride = (image.Width + (2 * Border)) * 3;
        var padded = new byte[(stride * (image.Height + (2 * Border))) + Taps];
        for (var y = 0; y < image.Height + (2 * Border); y++)
        {
            var source = image.Row(Math.Clamp(y - Border, 0, image.Height - 1));
            var target = padded.AsSpan(y * stride, stride);
            source.CopyTo(target[(Border * 3)..]);
            for (var i = 0; i < Border; i++)
            {
                source[..3].CopyTo(target[(i * 3)..]);
                source[^3..].CopyTo(target[(stride - ((i + 1) * 3))..]);
            }
        }

        return padded;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> AlongRow(ref byte pixel, Vector256<double> right) => Cubic(
        Load(ref pixel),
        Load(ref Unsafe.Add(ref pixel, 3)),
        Load(ref Unsafe.Add(ref pixel, 6)),
        Load(ref Unsafe.Add(ref pixel, 9)),
        right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Cubic(
        Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d, Vector256<double> place)
    {
        var linear = c - a;
        var square = ((a - b) * 2) + c - d;
        var cube = b - a - c + d;
        return b + (place * (linear + (place * (square + (place * cube)))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(ref byte pixel)
    {
        var numbers = Lanes.Load4(ref pixel);
        return Avx.IsSupported
            ? Avx.ConvertToVector256Double(numbers)
            : Vector256.Create((double)numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
