using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>A bicubic affine warp that fills what comes from outside with one color; equal to PIL's.</summary>
internal static class BicubicWarp
{
    private const int Border = 2;

    /// <summary>Warps.</summary>
    /// <param name="image">Changed in place.</param>
    /// <param name="toSource">From places in the result to places in the image, pixel centres at halves.</param>
    /// <param name="fill">The color of what comes from outside, RGB.</param>
    public static void Apply(RgbImage image, AffineTransform toSource, ReadOnlySpan<byte> fill)
    {
        var stride = (image.Width + (2 * Border)) * BicubicSampler.Stride;
        // The last stride takes a mixed row, see below.
        var padded = ArrayPool<float>.Shared.Rent(stride * (image.Height + (2 * Border) + 1));
        try
        {
            Pad(image, padded, stride);
            var keepsRows = toSource is { XX: 1, YX: 0 };
            for (var y = 0; y < image.Height; y++)
            {
                var (begin, end) = keepsRows ? Inside(image, toSource, y) : (0, image.Width);
                if (keepsRows && begin < end)
                {
                    ShiftRow(image, toSource, y, begin, end, padded, stride, fill);
                }
                else
                {
                    WarpRow(image, toSource, y, padded, stride, fill);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(padded);
        }
    }

    // The image as R G B 0 with its edge repeated, so that no tap has to look where it is.
    private static void Pad(RgbImage image, float[] padded, int stride)
    {
        for (var y = 0; y < image.Height + (2 * Border); y++)
        {
            var source = image.Row(Math.Clamp(y - Border, 0, image.Height - 1));
            var target = padded.AsSpan(y * stride, stride);
            for (var x = 0; x < image.Width; x++)
            {
                var pixel = target.Slice((x + Border) * BicubicSampler.Stride, BicubicSampler.Stride);
                pixel[3] = 0;
                pixel[0] = source[x * 3];
                pixel[1] = source[(x * 3) + 1];
                pixel[2] = source[(x * 3) + 2];
            }

            var first = target.Slice(Border * BicubicSampler.Stride, BicubicSampler.Stride);
            var last = target.Slice(stride - ((Border + 1) * BicubicSampler.Stride), BicubicSampler.Stride);
            for (var i = 0; i < Border; i++)
            {
                first.CopyTo(target[(i * BicubicSampler.Stride)..]);
                last.CopyTo(target[(stride - ((i + 1) * BicubicSampler.Stride))..]);
            }
        }
    }

    // Which pixels of a row come from inside the image, where the row comes from a single row.
    private static (int Begin, int End) Inside(RgbImage image, AffineTransform toSource, int y)
    {
        var (begin, end) = (0, image.Width);
        while (begin < end && !IsInside(image, toSource, begin, y))
        {
            begin++;
        }

        while (end > begin && !IsInside(image, toSource, end - 1, y))
        {
            end--;
        }

        return (begin, end);
    }

    private static bool IsInside(RgbImage image, AffineTransform toSource, int x, int y)
    {
        var (sourceX, sourceY) = toSource.Apply(x + 0.5, y + 0.5);
        return sourceX >= 0 && sourceX < image.Width && sourceY >= 0 && sourceY < image.Height;
    }

    // All pixels of the row lie at the same place between their source pixels, so the source rows are mixed once, and
    // then shifted.
    private static void ShiftRow(
        RgbImage image,
        AffineTransform toSource,
        int y,
        int begin,
        int end,
        float[] padded,
        int stride,
        ReadOnlySpan<byte> fill)
    {
        ref var pixels = ref MemoryMarshal.GetArrayDataReference(padded);
        ref var mixed = ref Unsafe.Add(ref pixels, stride * (image.Height + (2 * Border)));
        var (sourceX, sourceY) = toSource.Apply(begin + 0.5, y + 0.5);
        var (column, row) = (Math.Floor(sourceX - 0.5), Math.Floor(sourceY - 0.5));
        ref var upper = ref Unsafe.Add(ref pixels, ((int)row - 1 + Border) * stride);
        var down = BicubicSampler.Weights((float)(sourceY - 0.5 - row));
        for (var i = 0; i < stride; i += BicubicSampler.Stride)
        {
            ref var pixel = ref Unsafe.Add(ref upper, i);
            var sum = (Vector128.LoadUnsafe(ref pixel) * down.GetElement(0))
                + (Vector128.LoadUnsafe(ref pixel, (nuint)stride) * down.GetElement(1))
                + (Vector128.LoadUnsafe(ref pixel, (nuint)(2 * stride)) * down.GetElement(2))
                + (Vector128.LoadUnsafe(ref pixel, (nuint)(3 * stride)) * down.GetElement(3));
            sum.StoreUnsafe(ref mixed, (nuint)i);
        }

        var target = image.Row(y);
        FillRow(target[..(begin * 3)], fill);
        FillRow(target[(end * 3)..], fill);
        var across = BicubicSampler.Weights((float)(sourceX - 0.5 - column));
        var first = ((int)column - 1 + Border - begin) * BicubicSampler.Stride;
        for (var x = begin; x < end; x++)
        {
            var corner = first + (x * BicubicSampler.Stride);
            ref var pixel = ref Unsafe.Add(ref mixed, corner);
            var levels = (Vector128.LoadUnsafe(ref pixel) * across.GetElement(0))
                + (Vector128.LoadUnsafe(ref pixel, 4) * across.GetElement(1))
                + (Vector128.LoadUnsafe(ref pixel, 8) * across.GetElement(2))
                + (Vector128.LoadUnsafe(ref pixel, 12) * across.GetElement(3));
            if (BicubicSampler.IsDoubtful(levels))
            {
                (sourceX, sourceY) = toSource.Apply(x + 0.5, y + 0.5);
                var place = sourceX - 0.5 - Math.Floor(sourceX - 0.5);
                ref var exact = ref Unsafe.Add(
                    ref upper, ((int)Math.Floor(sourceX - 0.5) - 1 + Border) * BicubicSampler.Stride);
                levels = BicubicSampler.InDouble(ref exact, stride, place, sourceY - 0.5 - row);
            }

            Store(levels, target, x);
        }
    }

    private static void WarpRow(
        RgbImage image, AffineTransform toSource, int y, float[] padded, int stride, ReadOnlySpan<byte> fill)
    {
        ref var pixels = ref MemoryMarshal.GetArrayDataReference(padded);
        for (var x = 0; x < image.Width; x++)
        {
            WarpPixel(image, toSource, x, y, ref pixels, stride, fill);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WarpPixel(
        RgbImage image, AffineTransform toSource, int x, int y, ref float pixels, int stride, ReadOnlySpan<byte> fill)
    {
        var target = image.Row(y);
        var (sourceX, sourceY) = toSource.Apply(x + 0.5, y + 0.5);
        if (!(sourceX >= 0 && sourceX < image.Width && sourceY >= 0 && sourceY < image.Height))
        {
            fill.CopyTo(target[(x * 3)..]);
            return;
        }

        sourceX -= 0.5;
        sourceY -= 0.5;
        var (column, row) = (Math.Floor(sourceX), Math.Floor(sourceY));
        ref var corner = ref Unsafe.Add(
            ref pixels, (((int)row - 1 + Border) * stride) + (((int)column - 1 + Border) * BicubicSampler.Stride));
        var (right, lower) = (sourceX - column, sourceY - row);
        var levels = BicubicSampler.InSingle(ref corner, stride, (float)right, (float)lower);
        Store(
            BicubicSampler.IsDoubtful(levels) ? BicubicSampler.InDouble(ref corner, stride, right, lower) : levels,
            target,
            x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> levels, Span<byte> row, int x)
    {
        var whole = BicubicSampler.Cut(levels);
        var pixel = row.Slice(x * 3, 3);
        pixel[2] = (byte)whole.GetElement(2);
        pixel[1] = (byte)whole.GetElement(1);
        pixel[0] = (byte)whole.ToScalar();
    }

    private static void FillRow(Span<byte> row, ReadOnlySpan<byte> fill)
    {
        for (var i = 0; i < row.Length; i += 3)
        {
            fill.CopyTo(row[i..]);
        }
    }
}
