using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>Cuts a face out of a picture.</summary>
internal static class PictureCrop
{
    /// <summary>The part of a box that lies in the picture.</summary>
    /// <param name="image">The picture; not changed.</param>
    /// <param name="left">First column; may lie outside.</param>
    /// <param name="top">First row; may lie outside.</param>
    /// <param name="right">Column after the last.</param>
    /// <param name="bottom">Row after the last.</param>
    /// <returns>Null when the box misses the picture.</returns>
    public static RgbImage? Cut(RgbImage image, int left, int top, int right, int bottom)
    {
        (left, right) = (Math.Max(left, 0), Math.Min(right, image.Width));
        (top, bottom) = (Math.Max(top, 0), Math.Min(bottom, image.Height));
        if (left >= right || top >= bottom)
        {
            return null;
        }

        var crop = new RgbImage(right - left, bottom - top);
        for (var y = 0; y < crop.Height; y++)
        {
            image.Row(top + y).Slice(left * 3, crop.Width * 3).CopyTo(crop.Row(y));
        }

        return crop;
    }
}
