using System.Buffers;
using Faceptor.Imaging.Geometry;
using Faceptor.Imaging.Resampling;
using SkiaSharp;

namespace Faceptor.Imaging.Codecs;

/// <summary>Parts of images: of a JPEG file, rows before the part are passed over and those behind it not looked at.</summary>
internal static class PartDecoder
{
    /// <summary>Our choice: libturbojpeg makes three rows in the time of one, but cannot pass over any.</summary>
    private const int RowsOfTurbo = 3;

    /// <summary>Decodes a part of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="orientation">Whether it is turned as its EXIF orientation says.</param>
    /// <param name="find">Told width and height, says the part; null for the whole image.</param>
    /// <param name="turbo">libturbojpeg; null for Skia alone.</param>
    /// <returns>The pixels that a cut out of the whole image has.</returns>
    /// <exception cref="DatasetException">The image is cut off or damaged.</exception>
    public static RgbImage Decode(
        EncodedImage image, ImageOrientation orientation, Func<int, int, PixelRegion?> find, TurboJpeg? turbo)
    {
        var turn = image.TurnFor(orientation);
        if (find(turn.Width, turn.Height) is not { } region)
        {
            return ImageCodec.Decode(image, orientation, turbo);
        }

        var isWorthIt = region.Height * (turbo is null ? 1 : RowsOfTurbo) < image.Height;
        return isWorthIt && turn.IsIdentity && EndsAsItShould(image) && TryDecodeRows(image, region) is { } part
            ? part
            : ImageRegion.Crop(ImageCodec.Decode(image, orientation, turbo), region);
    }

    // A file that is cut off is found by decoding all of it; its last marker is missing.
    private static bool EndsAsItShould(EncodedImage image) =>
        image.Header.IsUsualJpeg && image.Content is [.., 0xff, 0xd9];

    private static unsafe RgbImage? TryDecodeRows(EncodedImage image, PixelRegion region)
    {
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if (image.Codec.StartScanlineDecode(info) != SKCodecResult.Success)
        {
            return null;
        }

        if (region.Top > 0 && !image.Codec.SkipScanlines(region.Top))
        {
            throw image.Damaged(nameof(SKCodecResult.IncompleteInput));
        }

        var part = new RgbImage(region.Width, region.Height);
        var row = ArrayPool<byte>.Shared.Rent(info.RowBytes);
        try
        {
            fixed (byte* rgba = row)
            {
                for (var y = 0; y < region.Height; y++)
                {
                    image.Require(
                        image.Codec.GetScanlines((nint)rgba, 1, info.RowBytes) == 1
                            ? SKCodecResult.Success
                            : SKCodecResult.IncompleteInput);
                    PixelPacking.DropAlpha(row.AsSpan(region.Left * 4, region.Width * 4), part.Row(y));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
        }

        return part;
    }
}
