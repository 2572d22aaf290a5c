using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Faceptor.Data.Imaging;

/// <summary>
/// Pictures in another size. Pixel centres lie at half pixels, so the picture's edges stay its edges.
/// </summary>
public static class Resize
{
    /// <summary>Bilinear without antialiasing: a shrunk picture skips pixels.</summary>
    /// <param name="source">The picture; not changed.</param>
    /// <param name="widthPx">New width.</param>
    /// <param name="heightPx">New height.</param>
    /// <remarks>
    /// Released configuration: how CelebAMask-HQ pictures and identity pictures are resized; within 1 grey level of
    /// OpenCV.
    /// </remarks>
    public static RgbImage Bilinear(RgbImage source, int widthPx, int heightPx)
    {
        Check(source, widthPx, heightPx);
        return Apply(
            source,
            ResizeKernel.Linear(source.Width, widthPx),
            ResizeKernel.Linear(source.Height, heightPx),
            roundsBetween: false);
    }

    /// <summary>Bilinear with antialiasing: every pixel counts.</summary>
    /// <param name="source">The picture; not changed.</param>
    /// <param name="widthPx">New width.</param>
    /// <param name="heightPx">New height.</param>
    /// <remarks>Released configuration: attribute tasks in testing; follows PIL.</remarks>
    public static RgbImage BilinearAntialiased(RgbImage source, int widthPx, int heightPx) =>
        Antialiased(source, widthPx, heightPx, 1, Triangle);

    /// <summary>Bicubic with antialiasing: every pixel counts.</summary>
    /// <param name="source">The picture; not changed.</param>
    /// <param name="widthPx">New width.</param>
    /// <param name="heightPx">New height.</param>
    /// <remarks>Released configuration: attribute tasks in training; follows PIL (a = -0.5).</remarks>
    public static RgbImage BicubicAntialiased(RgbImage source, int widthPx, int heightPx) =>
        Antialiased(source, widthPx, heightPx, 2, Cubic);

    private static RgbImage Antialiased(
        RgbImage source,
        int width,
        int height,
        double support,
        Func<double, double> filter)
    {
        Check(source, width, height);
        return Apply(
            source,
            ResizeKernel.Antialiased(source.Width, width, support, filter),
            ResizeKernel.Antialiased(source.Height, height, support, filter),
            roundsBetween: true);
    }

    private static void Check(RgbImage source, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
    }

    // PIL keeps bytes between its two passes, OpenCV does not; the results differ by up to one level.
    private static RgbImage Apply(RgbImage source, ResizeKernel columns, ResizeKernel rows, bool roundsBetween)
    {
        var target = new RgbImage(columns.NumTargets, rows.NumTargets);
        var rowLength = columns.NumTargets * 3;
        var between = ArrayPool<float>.Shared.Rent(rowLength * source.Height);
        var sum = ArrayPool<float>.Shared.Rent(rowLength);
        try
        {
            for (var y = 0; y < source.Height; y++)
            {
                var row = between.AsSpan(y * rowLength, rowLength);
                ResizeRow(source.Row(y), row, columns);
                if (roundsBetween)
                {
                    Round(row);
                }
            }

            var sums = sum.AsSpan(0, rowLength);
            for (var y = 0; y < rows.NumTargets; y++)
            {
                sums.Clear();
                for (var tap = 0; tap < rows.NumTaps; tap++)
                {
                    var weight = rows.Weights[(y * rows.NumTaps) + tap];
                    if (weight != 0)
                    {
                        AddScaled(sums, between.AsSpan((rows.First[y] + tap) * rowLength, rowLength), weight);
                    }
                }

                ToBytes(sums, target.Row(y));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(between);
            ArrayPool<float>.Shared.Return(sum);
        }

        return target;
    }

    private static void ResizeRow(ReadOnlySpan<byte> source, Span<float> target, ResizeKernel kernel)
    {
        var taps = kernel.NumTaps;
        for (var x = 0; x < kernel.NumTargets; x++)
        {
            var weights = kernel.Weights.AsSpan(x * taps, taps);
            var pixels = source.Slice(kernel.First[x] * 3, taps * 3);
            float red = 0, green = 0, blue = 0;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var weight = weights[tap];
                red += weight * pixels[tap * 3];
                green += weight * pixels[(tap * 3) + 1];
                blue += weight * pixels[(tap * 3) + 2];
            }

            target[x * 3] = red;
            target[(x * 3) + 1] = green;
            target[(x * 3) + 2] = blue;
        }
    }

    private static void AddScaled(Span<float> sums, ReadOnlySpan<float> row, float weight)
    {
        var wideSums = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var wideRow = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (var i = 0; i < wideSums.Length; i++)
        {
            wideSums[i] += wideRow[i] * weight;
        }

        for (var i = wideSums.Length * Vector<float>.Count; i < sums.Length; i++)
        {
            sums[i] += row[i] * weight;
        }
    }

    private static void Round(Span<float> values)
    {
        foreach (ref var value in values)
        {
            value = Math.Clamp(MathF.Floor(value + 0.5f), 0, 255);
        }
    }

    private static void ToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        for (var i = 0; i < values.Length; i++)
        {
            bytes[i] = (byte)Math.Clamp(values[i] + 0.5f, 0, 255);
        }
    }

    private static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    private static double Cubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x switch
        {
            < 1 => ((((A + 2) * x) - (A + 3)) * x * x) + 1,
            < 2 => ((((x - 5) * x) + 8) * x - 4) * A,
            _ => 0,
        };
    }
}
