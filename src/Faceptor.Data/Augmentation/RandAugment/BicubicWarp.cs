using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>A bicubic affine warp that fills what comes from outside with the mean colour.</summary>
/// <remarks>
/// Equal to PIL's, whose cubic has a slope of (right - left) at a pixel, twice that of the resizing filter, and whose
/// levels are cut, not rounded. PIL computes in double precision; here single precision comes first, and double only
/// where a level is so near to a whole number that single precision might cut it to another.
/// </remarks>
internal static class BicubicWarp
{
    private const int Border = 2;
    private const int Stride = 4;

    // Single precision errs by less than 0.0005 here.
    private const float DoubtfulDistance = 0.002f;

    /// <summary>The mean colour of the encoder's pictures: round(255 mean).</summary>
    private static readonly byte[] Fill = [123, 117, 104];

    /// <summary>Warps.</summary>
    /// <param name="image">Changed in place.</param>
    /// <param name="toSource">From places in the result to places in the picture, pixel centres at halves.</param>
    public static void Apply(RgbImage image, AffineTransform toSource)
    {
        var (width, height) = (image.Width, image.Height);
        var stride = (width + (2 * Border)) * Stride;
        var padded = ArrayPool<float>.Shared.Rent(stride * (height + (2 * Border)));
        try
        {
            Pad(image, padded, stride);
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
                        ref pixels, (((int)row - 1 + Border) * stride) + (((int)column - 1 + Border) * Stride));
                    var (right, lower) = (sourceX - column, sourceY - row);
                    var levels = InSingle(ref corner, stride, (float)right, (float)lower);
                    if (IsDoubtful(levels))
                    {
                        levels = InDouble(ref corner, stride, right, lower);
                    }

                    var whole = Vector128.ConvertToInt32Native(Vector128.MinNative(
                        Vector128.MaxNative(levels, Vector128<float>.Zero), Vector128.Create(255f)));
                    target[x * 3] = (byte)whole.ToScalar();
                    target[(x * 3) + 1] = (byte)whole.GetElement(1);
                    target[(x * 3) + 2] = (byte)whole.GetElement(2);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(padded);
        }
    }

    // The picture as R G B 0 with its edge repeated, so that no tap has to look where it is.
    private static void Pad(RgbImage image, float[] padded, int stride)
    {
        for (var y = 0; y < image.Height + (2 * Border); y++)
        {
            var source = image.Row(Math.Clamp(y - Border, 0, image.Height - 1));
            var target = padded.AsSpan(y * stride, stride);
            for (var x = 0; x < image.Width; x++)
            {
                var pixel = target.Slice((x + Border) * Stride, Stride);
                pixel[3] = 0;
                pixel[0] = source[x * 3];
                pixel[1] = source[(x * 3) + 1];
                pixel[2] = source[(x * 3) + 2];
            }

            for (var i = 0; i < Border; i++)
            {
                target.Slice(Border * Stride, Stride).CopyTo(target[(i * Stride)..]);
                target.Slice(stride - ((Border + 1) * Stride), Stride).CopyTo(target[(stride - ((i + 1) * Stride))..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDoubtful(Vector128<float> levels)
    {
        var distance = Vector128.Abs(levels - Vector128.Round(levels));
        // Near 0 both sides are cut to 0, and beyond 255 to 255.
        var doubtful = Vector128.LessThan(distance, Vector128.Create(DoubtfulDistance))
            & Vector128.GreaterThan(levels, Vector128.Create(0.5f))
            & Vector128.LessThan(levels, Vector128.Create(255.5f));
        return doubtful != Vector128<float>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InSingle(ref float corner, int stride, float right, float lower)
    {
        var across = Weights(right);
        var down = Weights(lower);
        ref var second = ref Unsafe.Add(ref corner, stride);
        ref var third = ref Unsafe.Add(ref second, stride);
        ref var fourth = ref Unsafe.Add(ref third, stride);
        var (a, b) = (Vector256.Create(down.GetElement(0)), Vector256.Create(down.GetElement(1)));
        var (c, d) = (Vector256.Create(down.GetElement(2)), Vector256.Create(down.GetElement(3)));
        var left = (Vector256.LoadUnsafe(ref corner) * a) + (Vector256.LoadUnsafe(ref second) * b)
            + (Vector256.LoadUnsafe(ref third) * c) + (Vector256.LoadUnsafe(ref fourth) * d);
        const nuint Next = 2 * Stride;
        var other = (Vector256.LoadUnsafe(ref corner, Next) * a) + (Vector256.LoadUnsafe(ref second, Next) * b)
            + (Vector256.LoadUnsafe(ref third, Next) * c) + (Vector256.LoadUnsafe(ref fourth, Next) * d);
        return (left.GetLower() * across.GetElement(0)) + (left.GetUpper() * across.GetElement(1))
            + (other.GetLower() * across.GetElement(2)) + (other.GetUpper() * across.GetElement(3));
    }

    // The four taps' weights as polynomials of the place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Weights(float place) =>
        (((((Vector128.Create(-1f, 1, -1, 1) * place) + Vector128.Create(2f, -2, 1, -1)) * place)
            + Vector128.Create(-1f, 0, 1, 0)) * place) + Vector128.Create(0f, 1, 0, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<float> InDouble(ref float corner, int stride, double right, double lower)
    {
        var place = Vector256.Create(right);
        var levels = Cubic(
            AlongRow(ref corner, place),
            AlongRow(ref Unsafe.Add(ref corner, stride), place),
            AlongRow(ref Unsafe.Add(ref corner, 2 * stride), place),
            AlongRow(ref Unsafe.Add(ref corner, 3 * stride), place),
            Vector256.Create(lower));
        // Cut here, because rounding to single precision could lift a level to the next whole number.
        return Vector128.Create(
            (float)Math.Truncate(levels[0]), (float)Math.Truncate(levels[1]), (float)Math.Truncate(levels[2]), 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> AlongRow(ref float pixel, Vector256<double> right) => Cubic(
        Load(ref pixel),
        Load(ref Unsafe.Add(ref pixel, Stride)),
        Load(ref Unsafe.Add(ref pixel, 2 * Stride)),
        Load(ref Unsafe.Add(ref pixel, 3 * Stride)),
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
    private static Vector256<double> Load(ref float pixel)
    {
        var levels = Vector128.LoadUnsafe(ref pixel);
        return Avx.IsSupported
            ? Avx.ConvertToVector256Double(levels)
            : Vector256.Create((double)levels[0], levels[1], levels[2], 0);
    }
}
