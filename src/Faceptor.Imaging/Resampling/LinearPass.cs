using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Faceptor.Imaging.Resampling;

/// <summary>
/// The two passes of a linear resize without antialiasing. The arithmetic is OpenCV's: weights of 11 bits, whole sums
/// between the passes.
/// </summary>
internal static class LinearPass
{
    public static RgbImage Apply(RgbImage source, ResizeKernel columns, ResizeKernel rows)
    {
        var target = new RgbImage(columns.NumTargets, rows.NumTargets);
        var pairs = Pairs(columns);
        var rowLength = target.Width * 3;
        // One number beyond each row, because pixels are stored four numbers at a time.
        var upper = ArrayPool<int>.Shared.Rent(rowLength + 1);
        var lower = ArrayPool<int>.Shared.Rent(rowLength + 1);
        var padded = ArrayPool<byte>.Shared.Rent((source.Width * 3) + 8);
        try
        {
            var (upperRow, lowerRow) = (-1, -1);
            for (var y = 0; y < target.Height; y++)
            {
                var first = rows.First[y];
                var second = Math.Min(first + 1, source.Height - 1);
                if (first == lowerRow)
                {
                    (upper, lower, upperRow, lowerRow) = (lower, upper, lowerRow, upperRow);
                }

                if (first != upperRow)
                {
                    AlongRow(Row(source, first, padded), upper, columns.First, pairs);
                    upperRow = first;
                }

                if (second != lowerRow)
                {
                    AlongRow(Row(source, second, padded), lower, columns.First, pairs);
                    lowerRow = second;
                }

                AlongColumns(upper, lower, target.Row(y), rows.Weights[y * 2], rows.Weights[(y * 2) + 1]);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(upper);
            ArrayPool<int>.Shared.Return(lower);
            ArrayPool<byte>.Shared.Return(padded);
        }

        return target;
    }

    private static ReadOnlySpan<byte> Row(RgbImage source, int y, byte[] padded)
    {
        if (y < source.Height - 1 && source.Width > 1)
        {
            return source.Row(y);
        }

        // Pairs are loaded as eight bytes, and a single pixel is loaded as a pair: too far for the last row.
        source.Row(y).CopyTo(padded);
        return padded;
    }

    // Both weights of a target pixel in one number of 32 bits.
    private static int[] Pairs(ResizeKernel kernel)
    {
        var pairs = new int[kernel.NumTargets];
        for (var target = 0; target < pairs.Length; target++)
        {
            pairs[target] = kernel.Weights[target * 2] | (kernel.Weights[(target * 2) + 1] << 16);
        }

        return pairs;
    }

    private static void AlongRow(ReadOnlySpan<byte> source, int[] target, int[] first, int[] pairs)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetArrayDataReference(target);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(pairs);
        for (var x = 0; x < first.Length; x++)
        {
            var levels = Lanes.LoadPair(ref Unsafe.Add(ref from, first[x] * 3));
            var sum = Lanes.MultiplyAddPairs(levels, Vector128.Create(Unsafe.Add(ref weights, x)).AsInt16());
            (sum >> 4).StoreUnsafe(ref to);
            to = ref Unsafe.Add(ref to, 3);
        }
    }

    // Sums came here divided by 16; each product loses 16 more bits and the sum two, as in OpenCV.
    private static void AlongColumns(int[] upper, int[] lower, Span<byte> target, int upperWeight, int lowerWeight)
    {
        ref var up = ref MemoryMarshal.GetArrayDataReference(upper);
        ref var low = ref MemoryMarshal.GetArrayDataReference(lower);
        ref var to = ref MemoryMarshal.GetReference(target);
        var x = 0;
        for (; x <= target.Length - 8; x += 8)
        {
            var sum = ((Vector256.LoadUnsafe(ref up, (nuint)x) * upperWeight) >> 16)
                + ((Vector256.LoadUnsafe(ref low, (nuint)x) * lowerWeight) >> 16);
            Lanes.Store8((sum + Vector256.Create(2)) >> 2, ref Unsafe.Add(ref to, x));
        }

        for (; x < target.Length; x++)
        {
            target[x] = (byte)((((upper[x] * upperWeight) >> 16) + ((lower[x] * lowerWeight) >> 16) + 2) >> 2);
        }
    }
}
