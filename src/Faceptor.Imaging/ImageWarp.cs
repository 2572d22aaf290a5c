using System.Buffers;
using Faceptor.Imaging.Geometry;
using Faceptor.Imaging.Resampling;

namespace Faceptor.Imaging;

/// <summary>
/// Resamples images, label maps and score maps along an <see cref="AlignmentWarp"/>. Outside the source everything is
/// 0.
/// </summary>
internal static class ImageWarp
{
    /// <summary>The aligned image, bilinear.</summary>
    /// <param name="source">The original image; not changed.</param>
    /// <param name="warp">Original to aligned.</param>
    /// <param name="planes">Receives RGB planes [3, S, S] in [0, 1], not normalised; S is the warp's side.</param>
    public static void Bilinear(RgbImage source, AlignmentWarp warp, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(warp);
        var side = warp.SidePx;
        CheckLength(planes.Length, 3L * side * side, nameof(planes));
        var area = side * side;
        var grid = new SourceGrid(warp, BilinearRow.StepsPerPixel);
        var sums = ArrayPool<int>.Shared.Rent(side * BilinearRow.Stride);
        try
        {
            for (var y = 0; y < side; y++)
            {
                grid.MoveTo(y);
                BilinearRow.Sample(source, grid, sums.AsSpan(0, side * BilinearRow.Stride));
                BilinearRow.ToPlanes(
                    sums.AsSpan(0, side * BilinearRow.Stride),
                    planes.Slice(y * side, side),
                    planes.Slice(area + (y * side), side),
                    planes.Slice((2 * area) + (y * side), side));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(sums);
        }
    }

    /// <summary>The aligned image in 8 bits, bilinear.</summary>
    /// <param name="source">The original image; not changed.</param>
    /// <param name="transform">Original to aligned pixels.</param>
    /// <param name="widthPx">Width of the result.</param>
    /// <param name="heightPx">Height of the result.</param>
    public static RgbImage Bilinear(RgbImage source, AffineTransform transform, int widthPx, int heightPx)
    {
        ArgumentNullException.ThrowIfNull(source);
        var result = new RgbImage(widthPx, heightPx);
        var grid = new SourceGrid(transform.Inverse, null, widthPx, BilinearRow.StepsPerPixel);
        var sums = ArrayPool<int>.Shared.Rent(widthPx * BilinearRow.Stride);
        try
        {
            for (var y = 0; y < heightPx; y++)
            {
                grid.MoveTo(y);
                BilinearRow.Sample(source, grid, sums.AsSpan(0, widthPx * BilinearRow.Stride));
                BilinearRow.ToBytes(sums.AsSpan(0, widthPx * BilinearRow.Stride), result.Row(y));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(sums);
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
        var grid = new SourceGrid(warp, stepsPerPixel: 1);
        for (var y = 0; y < side; y++)
        {
            grid.MoveTo(y);
            var columns = grid.Steps.AsSpan(0, side);
            var rows = grid.Steps.AsSpan(grid.YStart, side);
            var target = classes.AsSpan(y * side, side);
            var (width, height) = ((uint)source.Width, (uint)source.Height);
            for (var x = 0; x < target.Length; x++)
            {
                var (column, row) = ((uint)columns[x], (uint)rows[x]);
                if (column < width && row < height)
                {
                    target[x] = source.Classes[(row * width) + column];
                }
            }
        }

        return new LabelMap(side, side, classes);
    }

    /// <summary>From score maps of the aligned image to the winning class of every pixel of the original.</summary>
    /// <param name="scores">Logits [K, S, S] of the aligned image; S is the warp's side, K at most 256.</param>
    /// <param name="numClasses">Number of maps K.</param>
    /// <param name="warp">Original to aligned.</param>
    /// <param name="widthPx">Width of the original image.</param>
    /// <param name="heightPx">Height of the original image.</param>
    /// <returns>Classes of the original's size; class 0 outside what the network saw.</returns>
    /// <exception cref="ArgumentException">There are not K S² scores, or more classes than a byte can tell.</exception>
    /// <remarks>
    /// Released configuration: the scores are resampled bilinearly at places rounded to 1/32 pixel, as OpenCV's remap
    /// does; the winner is taken afterwards.
    /// </remarks>
    public static LabelMap ArgMaxToOriginal(
        ReadOnlyMemory<float> scores,
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
        var classes = new byte[checked(widthPx * heightPx)];
        using var field = ScoreField.Create(scores, numClasses, side);
        Parallel.For(
            0,
            heightPx,
            () => new AlignedPlaces(warp, widthPx),
            (y, _, places) =>
            {
                var (start, end) = places.MoveTo(y);
                field.FindWinners(
                    places.Columns[start..end], places.Rows[start..end], classes.AsSpan((y * widthPx) + start, end - start));
                return places;
            },
            _ => { });
        return new LabelMap(widthPx, heightPx, classes);
    }

    private static void CheckLength(int length, long expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"{expected} values were expected, got {length}.", name);
        }
    }
}
