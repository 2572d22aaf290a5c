using System.Buffers;
using System.Runtime.InteropServices;
using Faceptor.Core.Errors;
using SkiaSharp;

namespace Faceptor.Data.Imaging;

/// <summary>
/// Encoded pictures (JPEG, PNG, WebP, BMP, GIF) to and from pixels. The only place that knows the codec library.
/// </summary>
public static class ImageCodec
{
    /// <summary>
    /// Largest picture that is decoded, width times height: 64 megapixels. A larger one is refused by its header,
    /// before room for its pixels is taken.
    /// </summary>
    /// <remarks>
    /// Our choice: about twice a camera's picture. Decoding takes up to seven bytes a pixel, so one picture, whatever
    /// its header says, stays below 450 MB.
    /// </remarks>
    public const long MaxPixels = 64_000_000;

    private const int StripeRows = 32;

    /// <summary>
    /// Decodes a picture file to 8-bit RGB; alpha is dropped, grey becomes three equal channels, EXIF rotation is not
    /// applied.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetException">
    /// The file is missing, is no picture, is cut off, or has more than <see cref="MaxPixels"/>.
    /// </exception>
    public static RgbImage Read(string path)
    {
        return Decode(ReadBytes(path), path);
    }

    /// <summary>Decodes an encoded picture to 8-bit RGB.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <exception cref="DatasetException">
    /// The bytes are no picture, are cut off, or hold more than <see cref="MaxPixels"/>.
    /// </exception>
    public static unsafe RgbImage Decode(ReadOnlySpan<byte> encoded, string source)
    {
        fixed (byte* bytes = encoded)
        {
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = Open(data, source);
            // Unpremultiplied, so that the colours under a transparent pixel stay what the file says.
            var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            var pixels = GC.AllocateUninitializedArray<byte>(info.Width * info.Height * 3);
            if (!TryDecodeStripes(codec, info, pixels, source))
            {
                DecodeWhole(codec, info, source, rgba => PixelPacking.DropAlpha(rgba, pixels));
            }

            return new RgbImage(info.Width, info.Height, pixels);
        }
    }

    /// <summary>Reads a mask or label file as grey values; see <see cref="DecodeGray"/>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetException">
    /// The file is missing, is no picture, is cut off, or has more than <see cref="MaxPixels"/>.
    /// </exception>
    public static LabelMap ReadGray(string path) => DecodeGray(ReadBytes(path), path);

    /// <summary>
    /// Decodes a picture to one 8-bit grey value a pixel: as stored in grey files, the luma of colour and palette
    /// files.
    /// </summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <exception cref="DatasetException">
    /// The bytes are no picture, are cut off, or hold more than <see cref="MaxPixels"/>.
    /// </exception>
    public static unsafe LabelMap DecodeGray(ReadOnlySpan<byte> encoded, string source)
    {
        fixed (byte* bytes = encoded)
        {
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = Open(data, source);
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            var gray = new byte[width * height];
            if (codec.Info.ColorType == SKColorType.Gray8)
            {
                fixed (byte* target = gray)
                {
                    var info = new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque);
                    Check(codec.GetPixels(info, (nint)target), info, source);
                }
            }
            else
            {
                var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
                DecodeWhole(codec, info, source, rgba => PixelPacking.ToLuma(rgba, gray));
            }

            return new LabelMap(width, height, gray);
        }
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
            PixelPacking.AddAlpha(image.Pixels),
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
            PixelPacking.AddAlpha(image.Pixels),
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

    private static SKCodec Open(SKData data, string source)
    {
        if (data.IsEmpty)
        {
            throw new DatasetException(source, "the picture has no bytes; copy it again from the source.");
        }

        var codec = SKCodec.Create(data)
            ?? throw new DatasetException(source, "not a picture in a known format (JPEG, PNG, WebP, BMP, GIF).");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height <= MaxPixels)
        {
            return codec;
        }

        codec.Dispose();
        throw new DatasetException(
            source,
            $"expected a picture of at most {MaxPixels} pixels, its header says {width} x {height}; "
            + "scale it down first, or copy it again if that is not its size.");
    }

    // A few rows at a time stay in the processor's cache and need no second picture beside the first.
    private static unsafe bool TryDecodeStripes(SKCodec codec, SKImageInfo info, byte[] pixels, string source)
    {
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg
            || codec.StartScanlineDecode(info) != SKCodecResult.Success)
        {
            return false;
        }

        var stripe = ArrayPool<byte>.Shared.Rent(Math.Min(StripeRows, info.Height) * info.RowBytes);
        try
        {
            fixed (byte* rgba = stripe)
            {
                for (var y = 0; y < info.Height; y += StripeRows)
                {
                    var numRows = Math.Min(StripeRows, info.Height - y);
                    var numDecoded = codec.GetScanlines((nint)rgba, numRows, info.RowBytes);
                    Check(
                        numDecoded == numRows ? SKCodecResult.Success : SKCodecResult.IncompleteInput, info, source);
                    PixelPacking.DropAlpha(
                        stripe.AsSpan(0, numRows * info.RowBytes),
                        pixels.AsSpan(y * info.Width * 3, numRows * info.Width * 3));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stripe);
        }

        return true;
    }

    // Outside the collector's heap, because a picture may be large and is done with at once.
    private static unsafe void DecodeWhole(SKCodec codec, SKImageInfo info, string source, ReadOnlySpanAction use)
    {
        var length = checked(info.RowBytes * info.Height);
        var rgba = (byte*)NativeMemory.Alloc((nuint)length);
        try
        {
            Check(codec.GetPixels(info, (nint)rgba), info, source);
            use(new ReadOnlySpan<byte>(rgba, length));
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    private static void Check(SKCodecResult result, SKImageInfo info, string source)
    {
        if (result != SKCodecResult.Success)
        {
            throw new DatasetException(
                source,
                $"the picture ({info.Width} x {info.Height}) does not decode to its end ({result}); "
                + "the file is cut off or damaged, copy it again.");
        }
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

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> rgba);
}
