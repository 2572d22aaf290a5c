using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>Bicubic levels from four rows of four pixels, each pixel R G B 0.</summary>
/// <remarks>
/// PIL's cubic: its slope at a pixel is (right - left), twice that of the resizing filter, and levels are cut, not
/// rounded. PIL computes in double precision; here single precision comes first, and double only where a level is so
/// near to a whole number that single precision might cut it to another.
/// </remarks>
internal static class BicubicSampler
{
    /// <summary>Numbers a pixel.</summary>
    public const int Stride = 4;

    // Single precision errs by less than 0.0005 here.
    private const float DoubtfulDistance = 0.002f;

    /// <summary>Levels from 0 to 255, cut, as bytes in the low part of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Cut(Vector128<float> levels) => Vector128.ConvertToInt32Native(Vector128.MinNative(
        Vector128.MaxNative(levels, Vector128<float>.Zero), Vector128.Create(255f)));

    /// <summary>Whether single precision might cut a level to another number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDoubtful(Vector128<float> levels)
    {
        var distance = Vector128.Abs(levels - Vector128.Round(levels));
        // Near 0 both sides are cut to 0, and beyond 255 to 255.
        var doubtful = Vector128.LessThan(distance, Vector128.Create(DoubtfulDistance))
            & Vector128.GreaterThan(levels, Vector128.Create(0.5f))
            & Vector128.LessThan(levels, Vector128.Create(255.5f));
        return doubtful != Vector128<float>.Zero;
    }

    /// <summary>Levels at a place between the second and third pixel of the second and third row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> InSingle(ref float corner, int stride, float right, float lower)
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

    /// <summary>The four taps' weights as polynomials of the place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Weights(float place) =>
        (((((Vector128.Create(-1f, 1, -1, 1) * place) + Vector128.Create(2f, -2, 1, -1)) * place)
            + Vector128.Create(-1f, 0, 1, 0)) * place) + Vector128.Create(0f, 1, 0, 0);

    /// <summary>The same in double precision, cut.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector128<float> InDouble(ref float corner, int stride, double right, double lower)
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
