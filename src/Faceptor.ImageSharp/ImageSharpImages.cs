using Faceptor.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Faceptor.ImageSharp;

/// <summary>Images of ImageSharp to <see cref="RgbImage"/> and back. Pixels are copied, never shared.</summary>
/// <remarks>
/// For programs that have their images in ImageSharp already. Files that ImageSharp decodes give the pixels of
/// <see cref="ImageCodec"/> where the format has no loss; a JPEG differs by some levels, and scores with it.
/// </remarks>
public static class ImageSharpImages
{
    /// <summary>Copies the pixels of an image of ImageSharp, of its first frame where it has several.</summary>
    /// <param name="image">
    /// The image, of any pixel type; not changed. ImageSharp leaves an image as its pixels are stored whatever its EXIF
    /// orientation says: call <c>image.Mutate(context => context.AutoOrient())</c> before, or a photograph of a phone may lie on
    /// its side. <see cref="ImageCodec.Read(string, ImageOrientation)"/> turns by itself.
    /// </param>
    /// <returns>
    /// R G B of 8 bits. Alpha is dropped, not blended with a background; pixel types of more bits are rounded.
    /// </returns>
    public static RgbImage ToRgbImage(this Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var copy = image is Image<Rgb24> ? null : image.CloneAs<Rgb24>();
        var result = new RgbImage(image.Width, image.Height);
        (copy ?? (Image<Rgb24>)image).CopyPixelDataTo(result.Pixels);
        return result;
    }

    /// <summary>Copies an image, for example a drawing of <c>Overlay</c>, into one of ImageSharp.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <returns>The same pixels, owned by the caller.</returns>
    public static Image<Rgb24> ToImageSharp(this RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Image.LoadPixelData<Rgb24>(image.Pixels, image.Width, image.Height);
    }

    /// <summary>Copies a map of face parts into a grey image whose levels are the classes.</summary>
    /// <param name="map">The map; not changed.</param>
    /// <returns>A class a pixel, owned by the caller; as a PNG it looks black and holds the numbers.</returns>
    public static Image<L8> ToImageSharp(this LabelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Image.LoadPixelData<L8>(map.Classes, map.Width, map.Height);
    }
}
