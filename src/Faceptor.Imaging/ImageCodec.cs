using System.Buffers;
using System.Runtime.InteropServices;
using Faceptor.Imaging.Codecs;
using Faceptor.Imaging.Geometry;
using Faceptor.Imaging.Natives;
using Faceptor.Imaging.Resampling;
using SkiaSharp;

namespace Faceptor.Imaging;

/// <summary>
/// Encoded images (JPEG, PNG, WebP, BMP, GIF) to and from pixels. The only place that knows the codec library.
/// </summary>
public static class ImageCodec
{
    /// <summary>
    /// Largest image that is decoded, width times height: 64 megapixels. A larger one is refused by its header,
    /// before room for its pixels is taken.
    /// </summary>
    /// <remarks>Our choice: about twice a camera's image.</remarks>
    public const long MaxPixels = 64_000_000;

    /// <summary>Longest side of an image that is decoded: 65,535, the most that a JPEG file can have.</summary>
    public const int MaxSidePx = 65_535;

    /// <summary>
    /// Most memory that decoding an image may take, its own pixels and all that the codec keeps meanwhile: 400 MB. A
    /// image that would take more, its file included, is refused by its header before the file is read.
    /// </summary>
    /// <remarks>
    /// Our choice: a program that does nothing but decode stays below 512 MB. JPEG images of 64 megapixels fit; a
    /// progressive one whose colours are not subsampled fits up to 44 megapixels, an interlaced PNG of 16-bit colours
    /// up to 26.
    /// </remarks>
    public const long MaxDecodingBytes = 400_000_000;

    private const int StripeRows = 32;

    /// <summary>
    /// Decodes an image file to 8-bit RGB; alpha is dropped, grey becomes three equal channels. Of an animation the
    /// first frame counts.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="orientation">Whether the image is turned as the file's EXIF orientation says.</param>
    /// <exception cref="DatasetException">
    /// The file is missing, is no image, is cut off, or is beyond <see cref="MaxPixels"/> or
    /// <see cref="MaxDecodingBytes"/>.
    /// </exception>
    public static RgbImage Read(string path, ImageOrientation orientation = ImageOrientation.Upright) =>
        EncodedImage.Use(path, image => Decode(image, orientation, TurboJpegRuntime.Current));

    /// <summary>Reads a part of an image file; of a JPEG file only the rows of the part are made where that is faster.</summary>
    /// <param name="path">The file.</param>
    /// <param name="orientation">Whether the image is turned as the file's EXIF orientation says.</param>
    /// <param name="find">Told width and height, says the part; null for the whole image.</param>
    /// <returns>The pixels that a cut out of the whole image has.</returns>
    /// <exception cref="DatasetException">
    /// As of <see cref="Read(string, ImageOrientation)"/>; damage behind the part may stay unseen.
    /// </exception>
    internal static RgbImage Read(string path, ImageOrientation orientation, Func<int, int, PixelRegion?> find) =>
        EncodedImage.Use(path, image => PartDecoder.Decode(image, orientation, find, TurboJpegRuntime.Current));

    /// <summary>Decodes an encoded image to 8-bit RGB.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <param name="orientation">Whether the image is turned as its EXIF orientation says.</param>
    /// <exception cref="DatasetException">
    /// The bytes are no image, are cut off, or are beyond <see cref="MaxPixels"/> or
    /// <see cref="MaxDecodingBytes"/>.
    /// </exception>
    public static RgbImage Decode(
        ReadOnlySpan<byte> encoded, string source, ImageOrientation orientation = ImageOrientation.Upright) =>
        Decode(encoded, source, orientation, TurboJpegRuntime.Current);

    /// <summary>Reads a mask file as grey values; see <see cref="DecodeGray"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="orientation">Whether the mask is turned as the file's EXIF orientation says.</param>
    /// <exception cref="DatasetException">
    /// The file is missing, is no image, is cut off, is too large, or has 16-bit values that 8 bits cannot hold.
    /// </exception>
    public static LabelMap ReadGray(string path, ImageOrientation orientation = ImageOrientation.Upright) =>
        EncodedImage.Use(path, image => MaskDecoder.Decode(image, MaskValues.Levels, orientation));

    /// <summary>
    /// Decodes an image to one 8-bit grey value a pixel: as stored in grey files, the luma of colour and palette
    /// files.
    /// </summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <param name="orientation">Whether the mask is turned as its EXIF orientation says.</param>
    /// <exception cref="DatasetException">
    /// The bytes are no image, are cut off, too large, or hold 16-bit values that 8 bits cannot hold.
    /// </exception>
    public static LabelMap DecodeGray(
        ReadOnlySpan<byte> encoded, string source, ImageOrientation orientation = ImageOrientation.Upright) =>
        EncodedImage.Use(
            encoded, source, image => MaskDecoder.Decode(image, MaskValues.Levels, orientation));

    /// <summary>Reads a file of classes; see <see cref="DecodeClasses"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="orientation">Whether the map is turned as the file's EXIF orientation says.</param>
    /// <exception cref="DatasetException">
    /// The file is missing, is no image, is cut off, is too large, or does not say classes.
    /// </exception>
    public static LabelMap ReadClasses(string path, ImageOrientation orientation = ImageOrientation.Upright) =>
        EncodedImage.Use(path, image => MaskDecoder.Decode(image, MaskValues.Classes, orientation));

    /// <summary>
    /// Decodes a file of classes: grey values as they are stored, whatever their bits, and the indices of a palette.
    /// </summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <param name="orientation">Whether the map is turned as its EXIF orientation says.</param>
    /// <exception cref="DatasetException">
    /// The bytes are no image, are cut off or too large; a 16-bit value is above 255; or colours stand where classes
    /// should.
    /// </exception>
    public static LabelMap DecodeClasses(
        ReadOnlySpan<byte> encoded, string source, ImageOrientation orientation = ImageOrientation.Upright) =>
        EncodedImage.Use(
            encoded, source, image => MaskDecoder.Decode(image, MaskValues.Classes, orientation));

    /// <summary>Encodes an image as JPEG; the same image always gives the same bytes.</summary>
    /// <param name="image">The image.</param>
    /// <param name="quality">0 (small) to 100 (good).</param>
    public static byte[] EncodeJpeg(RgbImage image, int quality = 95) =>
        EncodeJpeg(image, quality, SKJpegEncoderDownsample.Downsample420);

    /// <summary>As <see cref="EncodeJpeg(RgbImage, int)"/>, with fewer or more colours.</summary>
    internal static byte[] EncodeJpeg(RgbImage image, int quality, SKJpegEncoderDownsample sampling)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(
            PixelPacking.AddAlpha(image.Pixels),
            image.Width,
            image.Height,
            SKColorType.Rgba8888,
            pixmap => pixmap.Encode(new SKJpegEncoderOptions(quality, sampling, SKJpegEncoderAlphaOption.Ignore)));
    }

    /// <summary>Encodes an image as PNG; the same image always gives the same bytes.</summary>
    /// <param name="image">The image.</param>
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

    /// <summary>Decodes an image with or without libturbojpeg, for comparing them.</summary>
    internal static RgbImage Decode(
        ReadOnlySpan<byte> encoded, string source, ImageOrientation orientation, TurboJpeg? turbo) =>
        EncodedImage.Use(encoded, source, image => Decode(image, orientation, turbo));

    /// <summary>Decodes an opened image with or without libturbojpeg.</summary>
    internal static RgbImage Decode(EncodedImage image, ImageOrientation orientation, TurboJpeg? turbo)
    {
        // Unpremultiplied, so that the colours under a transparent pixel stay what the file says.
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var turn = image.TurnFor(orientation);
        var pixels = GC.AllocateUninitializedArray<byte>(info.Width * info.Height * 3);
        if (!TryDecodeByTurbo(image, turn, turbo, pixels) && !TryDecodeStripes(image, info, turn, pixels))
        {
            DecodeWhole(image, info, rgba => turn.PlaceRgb(rgba, 0, pixels));
        }

        return new RgbImage(turn.Width, turn.Height, pixels);
    }

    // It decodes into the image itself, so one that is to be turned would need a second beside it.
    private static bool TryDecodeByTurbo(EncodedImage image, PixelTurn turn, TurboJpeg? turbo, byte[] pixels) =>
        turbo is not null
        && image.Header.IsUsualJpeg
        && turn.IsIdentity
        && turbo.TryDecode(image.Content, image.Width, image.Height, pixels);

    // A few rows at a time stay in the processor's cache and need no second image beside the first.
    private static unsafe bool TryDecodeStripes(
        EncodedImage image, SKImageInfo info, PixelTurn turn, byte[] pixels)
    {
        if (image.Codec.EncodedFormat != SKEncodedImageFormat.Jpeg
            || image.Codec.StartScanlineDecode(info) != SKCodecResult.Success)
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
                    var numDecoded = image.Codec.GetScanlines((nint)rgba, numRows, info.RowBytes);
                    image.Require(numDecoded == numRows ? SKCodecResult.Success : SKCodecResult.IncompleteInput);
                    turn.PlaceRgb(stripe.AsSpan(0, numRows * info.RowBytes), y, pixels);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stripe);
        }

        return true;
    }

    // Outside the collector's heap, because an image may be large and is done with at once.
    internal static unsafe void DecodeWhole(EncodedImage image, SKImageInfo info, ReadOnlySpanAction use)
    {
        var length = checked(info.RowBytes * info.Height);
        var rgba = (byte*)NativeMemory.Alloc((nuint)length);
        try
        {
            image.Decode(info, (nint)rgba);
            use(new ReadOnlySpan<byte>(rgba, length));
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    private static byte[] Encode(
        byte[] pixels,
        int width,
        int height,
        SKColorType colorType,
        Func<SKPixmap, SKData?> encode)
    {
        SkiaRuntime.Require();
        var info = new SKImageInfo(width, height, colorType, SKAlphaType.Opaque);
        unsafe
        {
            fixed (byte* source = pixels)
            {
                using var pixmap = new SKPixmap(info, (nint)source);
                using var data = encode(pixmap)
                    ?? throw new InvalidOperationException(
                        $"an image of {width} x {height} pixels cannot be encoded.");
                return data.ToArray();
            }
        }
    }

    internal delegate void ReadOnlySpanAction(ReadOnlySpan<byte> rgba);
}

/// <summary>What becomes of the turn that a camera notes beside the pixels (EXIF orientation).</summary>
public enum ImageOrientation
{
    /// <summary>The image is turned and mirrored as its file says, as browsers and OpenCV show it.</summary>
    Upright = 0,

    /// <summary>The pixels stay as they are stored, as PIL reads them.</summary>
    AsStored = 1,
}
