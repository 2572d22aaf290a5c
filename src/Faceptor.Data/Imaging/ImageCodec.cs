using Faceptor.Core.Errors;
using SkiaSharp;

namespace Faceptor.Data.Imaging;

/// <summary>Encoded pictures (JPEG, PNG, WebP, BMP, GIF) to and from pixels. The only place that knows the codec library.</summary>
public static class ImageCodec
{
    /// <summary>Decodes a picture file to 8-bit RGB; alpha is dropped, grey becomes three equal channels, EXIF rotation is not applied.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetException">The file is missing, is no picture, or is cut off.</exception>
    public static RgbImage Read(string path)
    {
        byte[] encoded;
        try
        {
            encoded = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(path, $"the picture cannot be read ({e.Message}); check the path and its permissions.", innerException: e);
        }

        return Decode(encoded, path);
    }

    /// <summary>Decodes an encoded picture to 8-bit RGB.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <exception cref="DatasetException">The bytes are no picture, or are cut off.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, string source)
    {
        if (encoded.IsEmpty)
        {
            throw new DatasetException(source, "the picture has no bytes; copy it again from the source.");
        }

        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data)
            ?? throw new DatasetException(source, "not a picture in a known format (JPEG, PNG, WebP, BMP, GIF).");
        // Unpremultiplied, so that the colours under a transparent pixel stay what the file says.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var rgba = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* target = rgba)
            {
                result = codec.GetPixels(info, (nint)target);
            }
        }

        if (result != SKCodecResult.Success)
        {
            throw new DatasetException(
                source,
                $"the picture ({info.Width} x {info.Height}) does not decode to its end ({result}); the file is cut off or damaged, copy it again.");
        }

        var pixels = new byte[info.Width * info.Height * 3];
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            pixels[to] = rgba[from];
            pixels[to + 1] = rgba[from + 1];
            pixels[to + 2] = rgba[from + 2];
        }

        return new RgbImage(info.Width, info.Height, pixels);
    }
}
