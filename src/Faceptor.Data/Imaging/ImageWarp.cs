using System.Buffers;
using Faceptor.Data.Geometry;

namespace Faceptor.Data.Imaging;

/// <summary>
/// Resamples pictures, label maps and score maps along an <see cref="AlignmentWarp"/>. Outside the source everything is
/// 0.
/// </summary>
public static class ImageWarp
{
    // Released configuration: OpenCV's remap samples pictures at places rounded to 1/32 of a pixel.
    private const double StepsPerPixel = 32;

    /// <summary>The aligned picture, bilinear.</summary>
    /// <param name="source">The original picture; not changed.</param>
    /// <param name="warp">Original to aligned.</param>
    /// <param name="planes">Receives RGB planes [3, S, S] in [0, 1], not normalised; S is the warp's side.</param>
    public static void Bilinear(RgbImage source, AlignmentWarp warp, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(warp);
        var side = warp.SidePx;
        CheckLength(planes.Length, 3L * side * side, nameof(planes));
        var red = planes[..(side * side)];
        var green = planes.Slice(side * side, side * side);
        var blue = planes[(2 * side * side)..];
        for (int y = 0, target = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++, target++)
            {
                var (sourceX, sourceY) = warp.ToOriginal(x, y);
                var tap = BilinearTap.At(ToStep(sourceX), ToStep(sourceY), source.Width, source.Height);
                red[target] = tap.Sample(source.Pixels, 3, 0) / 255;
                green[target] = tap.Sample(source.Pixels, 3, 1) / 255;
                blue[target] = tap.Sample(source.Pixels, 3, 2) / 255;
            }
        }
    }

    /// <summary>The aligned picture in 8 bits, bilinear.</summary>
    /// <param name="source">The original picture; not changed.</param>
    /// <param name="transform">Original to aligned pixels.</param>
    /// <param name="widthPx">Width of the result.</param>
    /// <param name="heightPx">Height of the result.</param>
    public static RgbImage Bilinear(RgbImage source, AffineTransform transform, int widthPx, int heightPx)
    {
        ArgumentNullException.ThrowIfNull(source);
        var result = new RgbImage(widthPx, heightPx);
        var inverse = transform.Inverse;
        for (int y = 0, target = 0; y < heightPx; y++)
        {
            for (var x = 0; x < widthPx; x++, target += 3)
            {
                var (sourceX, sourceY) = inverse.Apply(x, y);
                var tap = BilinearTap.At(ToStep(sourceX), ToStep(sourceY), source.Width, source.Height);
                for (var channel = 0; channel < 3; channel++)
                {
                    result.Pixels[target + channel] = (byte)(tap.Sample(source.Pixels, 3, channel) + 0.5f);
                }
            }
        }

        return result;
    }

    /// <summary>The aligned label map, nearest pixel.</summary>
    /// <param name="source">The original map; not changed.</param>
    /// <param name="warp">Original to aligned.</param>
    public static LabelMap Nearest(LabelMap source, AlignmentWarp warp)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(warp);
        var side = warp.SidePx;
        var classes = new byte[side * side];
        for (int y = 0, target = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++, target++)
            {
                var (sourceX, sourceY) = warp.ToOriginal(x, y);
                var column = Math.Round(sourceX);
                var row = Math.Round(sourceY);
                if (column >= 0 && column < source.Width && row >= 0 && row < source.Height)
                {
                    classes[target] = source.Classes[((int)row * source.Width) + (int)column];
                }
            }
        }

        return new LabelMap(side, side, classes);
    }

    /// <summary>From score maps of the aligned picture to the winning class of every pixel of the original.</summary>
    /// <param name="scores">Logits [K, S, S] of the aligned picture; S is the warp's side, K at most 256.</param>
    /// <param name="numClasses">Number of maps K.</param>
    /// <param name="warp">Original to aligned.</param>
    /// <param name="widthPx">Width of the original picture.</param>
    /// <param name="heightPx">Height of the original picture.</param>
    /// <returns>Classes of the original's size; class 0 outside what the network saw.</returns>
    /// <remarks>Released configuration: the scores are resampled bilinearly, the winner is taken afterwards.</remarks>
    public static LabelMap ArgMaxToOriginal(
        ReadOnlySpan<float> scores,
        int numClasses,
        AlignmentWarp warp,
        int widthPx,
        int heightPx)
    {
        ArgumentNullException.ThrowIfNull(warp);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numClasses);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numClasses, 256);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(widthPx);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heightPx);
        var side = warp.SidePx;
        CheckLength(scores.Length, (long)numClasses * side * side, nameof(scores));
        var classes = new byte[widthPx * heightPx];
        var taps = ArrayPool<BilinearTap>.Shared.Rent(widthPx);
        var best = ArrayPool<float>.Shared.Rent(widthPx);
        try
        {
            for (var y = 0; y < heightPx; y++)
            {
                for (var x = 0; x < widthPx; x++)
                {
                    var (alignedX, alignedY) = warp.ToAligned(x, y);
                    taps[x] = BilinearTap.At(alignedX, alignedY, side, side);
                }

                // Class by class, so that one row touches neighbouring memory of one map at a time.
                var row = classes.AsSpan(y * widthPx, widthPx);
                for (var index = 0; index < numClasses; index++)
                {
                    var plane = scores.Slice(index * side * side, side * side);
                    for (var x = 0; x < widthPx; x++)
                    {
                        var score = taps[x].Sample(plane);
                        if (index == 0 || score > best[x])
                        {
                            best[x] = score;
                            row[x] = (byte)index;
                        }
                    }
                }
            }
        }
        finally
        {
            ArrayPool<BilinearTap>.Shared.Return(taps);
            ArrayPool<float>.Shared.Return(best);
        }

        return new LabelMap(widthPx, heightPx, classes);
    }

    private static double ToStep(double coordinate) => Math.Round(coordinate * StepsPerPixel) / StepsPerPixel;

    private static void CheckLength(int length, long expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"{expected} values were expected, {length} came.", name);
        }
    }
}
