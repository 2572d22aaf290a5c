using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Faceptor.Data.Augmentation.Effects;

/// <summary>
/// The mean of k x k values around each; the image is mirrored at its edges, the edge itself not twice.
/// </summary>
/// <remarks>
/// Released configuration: k = int(side * U(0, 0.01)), applied when k is above 1. Follows OpenCV: the window of an even
/// k reaches one further to the left and up.
/// </remarks>
internal static class BoxBlur
{
    /// <summary>Largest side of the window, as a share of the image's.</summary>
    public const double MaxShare = 0.01;

    /// <summary>Blurs a square image.</summary>
    /// <param name="planes">The image, changed in place.</param>
    /// <param name="size">Side k of the window in pixels.</param>
    public static void Apply(Planes planes, int size)
    {
        for (var channel = 0; channel < 3 && size > 1; channel++)
        {
            Apply(planes.Channel(channel), planes.SidePx, planes.SidePx, size);
        }
    }

    /// <summary>Blurs one channel of any width and height.</summary>
    public static void Apply(Span<float> plane, int width, int height, int size)
    {
        // Sums along the rows are kept for the rows that the window reaches only, so that they stay in the cache.
        var numKept = (2 * size) + 1;
        var sums = ArrayPool<float>.Shared.Rent(width * numKept);
        var padded = ArrayPool<float>.Shared.Rent(width + size);
        Span<int> along = stackalloc int[size];
        Span<int> across = stackalloc int[size];
        try
        {
            for (var tap = 0; tap < size; tap++)
            {
                along[tap] = tap;
            }

            var numSummed = 0;
            for (var y = 0; y < height; y++)
            {
                for (; numSummed < height && numSummed <= y + size; numSummed++)
                {
                    Pad(plane.Slice(numSummed * width, width), padded, size);
                    AddUp(padded, along, 1, sums.AsSpan(numSummed % numKept * width, width));
                }

                for (var tap = 0; tap < size; tap++)
                {
                    across[tap] = Mirrored(y - (size / 2) + tap, height) % numKept * width;
                }

                AddUp(sums, across, 1f / (size * size), plane.Slice(y * width, width));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(sums);
            ArrayPool<float>.Shared.Return(padded);
        }
    }

    // Value i becomes the sum of the values i + tap, scaled.
    private static void AddUp(ReadOnlySpan<float> values, ReadOnlySpan<int> taps, float scale, Span<float> target)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i <= target.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var sum = Vector<float>.Zero;
            foreach (var tap in taps)
            {
                sum += Vector.LoadUnsafe(ref from, (nuint)(tap + i));
            }

            (sum * scale).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            float sum = 0;
            foreach (var tap in taps)
            {
                sum += values[tap + i];
            }

            target[i] = sum * scale;
        }
    }

    private static void Pad(ReadOnlySpan<float> row, float[] padded, int size)
    {
        var before = size / 2;
        row.CopyTo(padded.AsSpan(before));
        for (var i = 0; i < before; i++)
        {
            padded[i] = row[Mirrored(i - before, row.Length)];
        }

        for (var i = before + row.Length; i < row.Length + size - 1; i++)
        {
            padded[i] = row[Mirrored(i - before, row.Length)];
        }
    }

    private static int Mirrored(int index, int length)
    {
        while ((uint)index >= (uint)length)
        {
            if (length == 1)
            {
                return 0;
            }

            index = index < 0 ? -index : (2 * (length - 1)) - index;
        }

        return index;
    }
}
