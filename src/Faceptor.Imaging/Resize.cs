using Faceptor.Imaging.Resampling;

namespace Faceptor.Imaging;

/// <summary>
/// Images in another size. Pixel centres lie at half pixels, so the image's edges stay its edges.
/// </summary>
internal static class Resize
{
    /// <summary>Our choice: what an image of the largest size takes, half as much again.</summary>
    private const long MaxBytes = ImageCodec.MaxPixels * 9 / 2;

    /// <summary>Bilinear without antialiasing: a shrunk image skips pixels.</summary>
    /// <param name="source">The image; not changed.</param>
    /// <param name="widthPx">New width.</param>
    /// <param name="heightPx">New height.</param>
    /// <remarks>
    /// Released configuration: how CelebAMask-HQ images are resized; within 1 grey level of OpenCV.
    /// </remarks>
    public static RgbImage Bilinear(RgbImage source, int widthPx, int heightPx)
    {
        Check(source, widthPx, heightPx);
        return LinearPass.Apply(
            source, ResizeKernel.Linear(source.Width, widthPx), ResizeKernel.Linear(source.Height, heightPx));
    }

    /// <summary>Bilinear with antialiasing: every pixel counts.</summary>
    /// <param name="source">The image; not changed.</param>
    /// <param name="widthPx">New width.</param>
    /// <param name="heightPx">New height.</param>
    /// <remarks>Released configuration: attribute tasks in testing, and identity; equal to PIL's.</remarks>
    public static RgbImage BilinearAntialiased(RgbImage source, int widthPx, int heightPx)
    {
        Check(source, widthPx, heightPx);
        return AntialiasedPass.Apply(
            source,
            0,
            0,
            source.Height,
            AntialiasedKernels.Linear(source.Width, widthPx).Columns,
            AntialiasedKernels.Linear(source.Height, heightPx).Rows);
    }

    /// <summary>Bicubic with antialiasing: every pixel counts.</summary>
    /// <param name="source">The image; not changed.</param>
    /// <param name="widthPx">New width.</param>
    /// <param name="heightPx">New height.</param>
    /// <remarks>Released configuration: attribute tasks in training; equal to PIL's (a = -0.5).</remarks>
    public static RgbImage BicubicAntialiased(RgbImage source, int widthPx, int heightPx)
    {
        Check(source, widthPx, heightPx);
        return AntialiasedPass.Apply(
            source,
            0,
            0,
            source.Height,
            AntialiasedKernels.Cubic(source.Width, widthPx).Columns,
            AntialiasedKernels.Cubic(source.Height, heightPx).Rows);
    }

    /// <summary>The largest square in the middle, bicubic with antialiasing, without copying it first.</summary>
    internal static RgbImage BicubicCenterSquare(RgbImage source, int sidePx)
    {
        Check(source, sidePx, sidePx);
        var side = Math.Min(source.Width, source.Height);
        var (left, top) = ImageRegion.CenterSquareOrigin(source.Width, source.Height);
        var kernels = AntialiasedKernels.Cubic(side, sidePx);
        return AntialiasedPass.Apply(source, left, top, side, kernels.Columns, kernels.Rows);
    }

    private static void Check(RgbImage source, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        // What stands between the passes has the new width and the old height; kernels have eight numbers a pair.
        var largest = Math.Max(
            (long)width * Math.Max(height, source.Height) * 3, (long)width * RowKernel.PairLength * 3);
        if (largest > MaxBytes)
        {
            throw new ArgumentException(
                $"resizing {source.Width} x {source.Height} pixels to {width} x {height} takes {largest} bytes, more "
                + $"than {MaxBytes}; cut the image into parts, or take a smaller size.",
                nameof(source));
        }
    }
}
