using Faceptor.Imaging.Geometry;
using Faceptor.Imaging.Resampling;

namespace Faceptor.Imaging;

/// <summary>Places of parts of images, and mirror images, pixel for pixel.</summary>
internal static class ImageRegion
{
    /// <summary>The image mirrored left to right.</summary>
    /// <param name="source">The image; not changed.</param>
    public static RgbImage Mirror(RgbImage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var result = new RgbImage(source.Width, source.Height);
        for (var y = 0; y < source.Height; y++)
        {
            PixelPacking.Mirror(source.Row(y), result.Row(y));
        }

        return result;
    }

    /// <summary>Cuts a part out of an image.</summary>
    /// <param name="source">The image; not changed.</param>
    /// <param name="region">A part that lies in the image.</param>
    public static RgbImage Crop(RgbImage source, PixelRegion region)
    {
        ArgumentNullException.ThrowIfNull(source);
        var crop = new RgbImage(region.Width, region.Height);
        for (var y = 0; y < crop.Height; y++)
        {
            source.Row(region.Top + y).Slice(region.Left * 3, crop.Width * 3).CopyTo(crop.Row(y));
        }

        return crop;
    }

    /// <summary>Where the largest square in the middle of an image begins.</summary>
    internal static (int Left, int Top) CenterSquareOrigin(int width, int height)
    {
        var side = Math.Min(width, height);
        return ((width - side) / 2, (height - side) / 2);
    }
}
