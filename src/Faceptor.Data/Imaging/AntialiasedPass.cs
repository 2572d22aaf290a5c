using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Faceptor.Data.Imaging;

/// <summary>
/// The two passes of an antialiased resize, first along the rows and then along the columns, with bytes in between. The
/// arithmetic is PIL's, so results are equal to the last bit.
/// </summary>
internal static class AntialiasedPass
{
    private const int Half = 1 << (ResizeKernel.AntialiasedBits - 1);

    public static RgbImage Apply(RgbImage source, ResizeKernel columns, ResizeKernel rows)
    {
        var target = new RgbImage(columns.NumTargets, rows.NumTargets);
        var rowLength = target.Width * 3;
        var between = ArrayPool<byte>.Shared.Rent((rowLength * source.Height) + 1);
        var padded = ArrayPool<byte>.Shared.Rent((source.Width * 3) + 1);
        try
        {
            for (var y = 0; y < source.Height; y++)
            {
                var row = source.Row(y);
                if (y == source.Height - 1)
                {
                    // Pixels are loaded four bytes at a time; the last one would reach beyond the picture.
                    row.CopyTo(padded);
                    row = padded;
                }

                AlongRow(row, between.AsSpan(y * rowLength, rowLength + 1), columns);
            }

            for (var y = 0; y < target.Height; y++)
            {
                AlongColumns(
                    between.AsSpan(rows.First[y] * rowLength),
                    target.Row(y),
                    rows.Weights.AsSpan(y * rows.NumTaps, rows.NumTaps));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(between);
            ArrayPool<byte>.Shared.Return(padded);
        }

        return target;
    }

    private static void AlongRow(ReadOnlySpan<byte> source, Span<byte> target, ResizeKernel kernel)
    {
        var taps = kernel.NumTaps;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        ref var weight = ref MemoryMarshal.GetArrayDataReference(kernel.Weights);
        for (var x = 0; x < kernel.First.Length; x++)
        {
            ref var pixel = ref Unsafe.Add(ref from, kernel.First[x] * 3);
            var sum = Vector128.Create(Half);
            for (var tap = 0; tap < taps; tap++)
            {
                sum += Lanes.Load4(ref pixel) * weight;
                pixel = ref Unsafe.Add(ref pixel, 3);
                weight = ref Unsafe.Add(ref weight, 1);
            }

            var level = Clip(sum >> ResizeKernel.AntialiasedBits).AsByte();
            // The fourth byte is covered by the next pixel, and the row has room for the last one.
            var packed = Vector128.ShuffleNative(level, Vector128.Create(
                (byte)0, 4, 8, 12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, x * 3), packed.AsUInt32().ToScalar());
        }
    }

    private static void AlongColumns(ReadOnlySpan<byte> rows, Span<byte> target, ReadOnlySpan<int> weights)
    {
        var length = target.Length;
        ref var from = ref MemoryMarshal.GetReference(rows);
        ref var to = ref MemoryMarshal.GetReference(target);
        var x = 0;
        for (; x <= length - 8; x += 8)
        {
            var sum = Vector256.Create(Half);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += Lanes.Load8(ref Unsafe.Add(ref from, (tap * length) + x)) * weights[tap];
            }

            sum >>= ResizeKernel.AntialiasedBits;
            Lanes.Store8(
                Vector256.Min(Vector256.Max(sum, Vector256<int>.Zero), Vector256.Create(255)),
                ref Unsafe.Add(ref to, x));
        }

        for (; x < length; x++)
        {
            var sum = Half;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += rows[(tap * length) + x] * weights[tap];
            }

            target[x] = (byte)Math.Clamp(sum >> ResizeKernel.AntialiasedBits, 0, 255);
        }
    }

    private static Vector128<int> Clip(Vector128<int> levels) =>
        Vector128.Min(Vector128.Max(levels, Vector128<int>.Zero), Vector128.Create(255));
}
