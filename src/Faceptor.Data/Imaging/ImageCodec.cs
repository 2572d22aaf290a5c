using Faceptor.Core.Errors;
using SkiaSharp;

namespace Faceptor.Data.Imaging;

/// <summary>
/// Encoded pictures (JPEG, PNG, WebP, BMP, GIF) to and from pixels. The only place that knows the codec library.
/// </summary>
public static class ImageCodec
{
    /// <summary>
    /// Decodes a picture file to 8-bit RGB; alpha is dropped, grey becomes three equal channels, EXIF rotation is not
    /// applied.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetException">The file is missing, is no picture, or is cut off.</exception>
    public static RgbImage Read(string path)
    {
        return Decode(ReadBytes(path), path);
    }

    /// <summary>Decodes an encoded picture to 8-bit RGB.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <exception cref="DatasetException">The bytes are no picture, or are cut off.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, string source)
    {
        using var codec = Open(encoded, source);
        // Unpremultiplied, so that the colours under a transparent pixel stay what the file says.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var rgba = GetPixels(codec, info, source);
        var pixels = new byte[info.Width * info.Height * 3];
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            pixels[to] = rgba[from];
            pixels[to + 1] = rgba[from + 1];
            pixels[to + 2] = rgba[from + 2];
        }

        return new RgbImage(info.Width, info.Height, pixels);
    }

    /// <summary>Reads a mask or label file as grey values; see <see cref="DecodeGray"/>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetException">The file is missing, is no picture, or is cut off.</exception>
    public static LabelMap ReadGray(string path) => DecodeGray(ReadBytes(path), path);

    /// <summary>
    /// Decodes a picture to one 8-bit grey value a pixel: as stored in grey files, the luma of colour and palette
    /// files.
    /// </summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <exception cref="DatasetException">The bytes are no picture, or are cut off.</exception>
    public static LabelMap DecodeGray(ReadOnlySpan<byte> encoded, string source)
    {
        using var codec = Open(encoded, source);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (codec.Info.ColorType == SKColorType.Gray8)
        {
            return new LabelMap(
                width,
                height,
                GetPixels(codec, new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque), source));
        }

        var rgba = GetPixels(codec, new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), source);
        var gray = new byte[width * height];
        for (int from = 0, to = 0; to < gray.Length; from += 4, to++)
        {
            // ITU-R 601 luma in 16-bit fixed point.
            gray[to] = (byte)(
                ((rgba[from] * 19595) + (rgba[from + 1] * 38470) + (rgba[from + 2] * 7471) + 0x8000) >> 16);
        }

        return new LabelMap(width, height, gray);
    }

    /// <summary>Encodes a picture as JPEG; the same picture always gives the same bytes.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">0 (small) to 100 (good).</param>
    public static byte[] EncodeJpeg(RgbImage image, int quality = 95)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(
            ToRgba(image),
            image.Width,
            image.Height,
            SKColorType.Rgba8888,
            pixmap => pixmap.Encode(new SKJpegEncoderOptions(quality)));
    }

    /// <summary>Encodes a picture as PNG; the same picture always gives the same bytes.</summary>
    /// <param name="image">The picture.</param>
    public static byte[] EncodePng(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Encode(
            ToRgba(image),
            image.Width,
            image.Height,
            SKColorType.Rgba8888,
            pixmap => pixmap.Encode(SKPngEncoderOptions.Default));
    }

    /// <summary>
    /// Encodes a label map or mask as grey PNG, fast rather than small; the same map always gives the same bytes.
    /// </summary>
    /// <param name="map">The map; its values become the grey values.</param>
    public static byte[] EncodePng(LabelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var fast = new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, zLibLevel: 1);
        return Encode(map.Classes, map.Width, map.Height, SKColorType.Gray8, pixmap => pixmap.Encode(fast));
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path,
                $"the picture cannot be read ({e.Message}); check the path and its permissions.",
                innerException: e);
        }
    }

    private static SKCodec Open(ReadOnlySpan<byte> encoded, string source)
    {
        if (encoded.IsEmpty)
        {
            throw new DatasetException(source, "the picture has no bytes; copy it again from the source.");
        }

        using var data = SKData.CreateCopy(encoded);
        return SKCodec.Create(data)
            ?? throw new DatasetException(source, "not a picture in a known format (JPEG, PNG, WebP, BMP, GIF).");
    }

    private static byte[] GetPixels(SKCodec codec, SKImageInfo info, string source)
    {
        var pixels = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* target = pixels)
            {
                result = codec.GetPixels(info, (nint)target);
            }
        }

        return result == SKCodecResult.Success
            ? pixels
            : throw new DatasetException(
                source,
                $"the picture ({info.Width} x {info.Height}) does not decode to its end ({result}); "
                + "the file is cut off or damaged, copy it again.");
    }

    private static byte[] ToRgba(RgbImage image)
    {
        var rgba = new byte[image.Width * image.Height * 4];
        for (int from = 0, to = 0; to < rgba.Length; from += 3, to += 4)
        {
            rgba[to] = image.Pixels[from];
            rgba[to + 1] = image.Pixels[from + 1];
            rgba[to + 2] = image.Pixels[from + 2];
            rgba[to + 3] = 255;
        }

        return rgba;
    }

    private static byte[] Encode(
        byte[] pixels,
        int width,
        int height,
        SKColorType colorType,
        Func<SKPixmap, SKData?> encode)
    {
        var info = new SKImageInfo(width, height, colorType, SKAlphaType.Opaque);
        unsafe
        {
            fixed (byte* source = pixels)
            {
                using var pixmap = new SKPixmap(info, (nint)source);
                using var data = encode(pixmap)
                    ?? throw new InvalidOperationException(
                        $"a picture of {width} x {height} pixels cannot be encoded.");
                return data.ToArray();
            }
        }
    }
}
