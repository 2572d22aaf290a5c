namespace Faceptor.Data.Imaging;

/// <summary>Parts and mirror images of pictures, pixel for pixel.</summary>
public static class ImageRegion
{
    /// <summary>The picture mirrored left to right.</summary>
    /// <param name="source">The picture; not changed.</param>
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

    /// <summary>The largest square in the middle of the picture; the picture itself when it is square.</summary>
    /// <param name="source">The picture; not changed.</param>
    public static RgbImage CenterSquare(RgbImage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var side = Math.Min(source.Width, source.Height);
        if (source.Width == source.Height)
        {
            return source;
        }

        var (left, top) = CenterSquareOrigin(source.Width, source.Height);
        var result = new RgbImage(side, side);
        for (var y = 0; y < side; y++)
        {
            source.Row(top + y).Slice(left * 3, side * 3).CopyTo(result.Row(y));
        }

        return result;
    }

    internal static (int Left, int Top) CenterSquareOrigin(int width, int height)
    {
        var side = Math.Min(width, height);
        return ((width - side) / 2, (height - side) / 2);
    }
}
