using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Faceptor.Imaging.Resampling;

/// <summary>
/// The two passes of an antialiased resize, first along the rows and then along the columns, with bytes in between. The
/// arithmetic is PIL's, so results are equal to the last bit.
/// </summary>
internal static class AntialiasedPass
{
    private const int Half = 1 << (ResizeKernel.AntialiasedBits - 1);

    /// <summary>Resizes a part of an image; kernels are of the part's size.</summary>
    public static RgbImage Apply(
        RgbImage source, int left, int top, int height, RowKernel columns, ResizeKernel rows) =>
        Apply(new ImageView(source.Pixels, source.Width, source.Height), left, top, height, columns, rows);

    /// <summary>Resizes a part of an image in someone else's memory; kernels are of the part's size.</summary>
    public static RgbImage Apply(
        ImageView source, int left, int top, int height, RowKernel columns, ResizeKernel rows)
    {
        var target = new RgbImage(columns.First.Length, rows.NumTargets);
        var rowLength = target.Width * 3;
        // Pixels are loaded eight and stored four bytes at a time, and the last pair may have no second pixel.
        var padding = ((columns.NumPairs + 1) * 6) + 8;
        var between = ArrayPool<byte>.Shared.Rent((rowLength * height) + 1);
        var sourceLength = source.WidthPx * 3;
        var padded = ArrayPool<byte>.Shared.Rent(sourceLength + padding);
        try
        {
            for (var y = 0; y < height; y++)
            {
                var row = source.Rgb.Slice((top + y) * sourceLength, sourceLength);
                if ((source.HeightPx - 1 - top - y) * row.Length < padding)
                {
                    row.CopyTo(padded);
                    row = padded;
                }

                AlongRow(row[(left * 3)..], between.AsSpan(y * rowLength, rowLength + 1), columns);
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

    private static void AlongRow(ReadOnlySpan<byte> source, Span<byte> target, RowKernel kernel)
    {
        var numPairs = kernel.NumPairs;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(kernel.Weights);
        var first = kernel.First;
        for (var x = 0; x < first.Length; x++)
        {
            ref var pixel = ref Unsafe.Add(ref from, first[x] * 3);
            var sums = Vector256<int>.Zero;
            for (var pair = 0; pair < numPairs; pair++)
            {
                sums += Lanes.MultiplyAddPairs(
                    Lanes.LoadPairTwice(ref pixel), Vector256.LoadUnsafe(ref weights).AsInt16());
                pixel = ref Unsafe.Add(ref pixel, 6);
                weights = ref Unsafe.Add(ref weights, RowKernel.PairLength);
            }

            var sum = ((sums.GetLower() << RowKernel.LowBits) + sums.GetUpper() + Vector128.Create(Half))
                >> ResizeKernel.AntialiasedBits;
            // The fourth byte is covered by the next pixel, and the row has room for the last one.
            sum = Vector128.Min(Vector128.Max(sum, Vector128<int>.Zero), Vector128.Create(255));
            var packed = Vector128.ShuffleNative(sum.AsByte(), Vector128.Create(
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
            ref var column = ref Unsafe.Add(ref from, x);
            foreach (var weight in weights)
            {
                sum += Lanes.Load8(ref column) * weight;
                column = ref Unsafe.Add(ref column, length);
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
}
