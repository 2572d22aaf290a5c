using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Faceptor.Data.Augmentation.Effects;

/// <summary>The mean of k x k values around each; the picture is mirrored at its edges, the edge itself not twice.</summary>
/// <remarks>
/// Released configuration: k = int(side * U(0, 0.01)), applied when k is above 1. Follows OpenCV: the window of an even
/// k reaches one further to the left and up.
/// </remarks>
internal static class BoxBlur
{
    /// <summary>Largest side of the window, as a share of the picture's.</summary>
    public const double MaxShare = 0.01;

    /// <summary>Blurs a square picture.</summary>
    /// <param name="planes">The picture, changed in place.</param>
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
        var sums = ArrayPool<float>.Shared.Rent(width * height);
        var padded = ArrayPool<float>.Shared.Rent(width + size);
        try
        {
            for (var y = 0; y < height; y++)
            {
                Pad(plane.Slice(y * width, width), padded, size);
                var target = sums.AsSpan(y * width, width);
                padded.AsSpan(0, width).CopyTo(target);
                for (var tap = 1; tap < size; tap++)
                {
                    Add(target, padded.AsSpan(tap, width));
                }
            }

            for (var y = 0; y < height; y++)
            {
                var target = plane.Slice(y * width, width);
                Row(sums, Mirrored(y - (size / 2), height), width).CopyTo(target);
                for (var tap = 1; tap < size; tap++)
                {
                    Add(target, Row(sums, Mirrored(y - (size / 2) + tap, height), width));
                }

                Scale(target, 1f / (size * size));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(sums);
            ArrayPool<float>.Shared.Return(padded);
        }
    }

    private static ReadOnlySpan<float> Row(float[] sums, int y, int width) => sums.AsSpan(y * width, width);

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

    private static void Add(Span<float> sums, ReadOnlySpan<float> values)
    {
        var wideSums = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var wideValues = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < wideSums.Length; i++)
        {
            wideSums[i] += wideValues[i];
        }

        for (var i = wideSums.Length * Vector<float>.Count; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }

    private static void Scale(Span<float> values, float factor)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] *= factor;
        }

        for (var i = wide.Length * Vector<float>.Count; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}
