using SkiaSharp;

namespace Faceptor.Imaging.Codecs;

/// <summary>What the beginning of an image file says, before anything is decoded.</summary>
/// <param name="Kind">The format in words, for messages.</param>
/// <param name="Width">Stored width.</param>
/// <param name="Height">Stored height.</param>
/// <param name="CodecBytes">
/// Memory that decoding takes besides the pixels that come out. Our choice: counted from how libjpeg, libpng, libwebp
/// and Skia work, and a little above what was measured.
/// </param>
internal sealed record ImageHeader(string Kind, int Width, int Height, long CodecBytes)
{
    private const int RgbaBytes = 4;

    /// <summary>Of a lossless WebP: the pixels that are decoded, those that come out, and tables.</summary>
    private const int LosslessBytes = (2 * RgbaBytes) + 1;

    /// <summary>Which corner the first pixel belongs to, where the codec library does not say it itself.</summary>
    public SKEncodedOrigin? Origin { get; init; }

    /// <summary>Why the file is refused, whatever its size; null for no reason.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it is a JPEG file that every decoder knows: baseline, extended or progressive, Huffman codes.</summary>
    public bool IsUsualJpeg { get; init; }

    /// <summary>How a PNG file stores its pixels; null for the other formats.</summary>
    public PngLayout? Png { get; init; }

    /// <summary>Reads a header.</summary>
    /// <param name="stream">At the beginning of the file; it can seek.</param>
    /// <returns>Null where the format is not known or the header ends too soon.</returns>
    public static ImageHeader? Read(Stream stream)
    {
        const int HeadBytes = 30;
        Span<byte> start = stackalloc byte[HeadBytes];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..length];
        try
        {
            return start switch
            {
                [0xff, 0xd8, 0xff, ..] => JpegHeader.Read(stream),
                [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PngHeader.Read(stream),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] when length == HeadBytes => OfWebp(start),
                [(byte)'G', (byte)'I', (byte)'F', (byte)'8', _, _, var w0, var w1, var h0, var h1, ..] =>
                    // The frame, the canvas that frames are put on, and the indices of a frame.
                    Of("GIF", w0 | (w1 << 8), h0 | (h1 << 8), (2 * RgbaBytes) + 1),
                [(byte)'B', (byte)'M', ..] when length >= 26 => OfBmp(start),
                _ => null,
            };
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>The worst case, for an image whose header only the codec library understands.</summary>
    public static ImageHeader Unknown(int width, int height) => Of("image", width, height, 3 * RgbaBytes);

    private static ImageHeader Of(string kind, int width, int height, int codecBytesPerPixel) =>
        new(kind, width, height, (long)width * height * codecBytesPerPixel);

    private static ImageHeader? OfWebp(ReadOnlySpan<byte> start)
    {
        if (!start[8..12].SequenceEqual("WEBP"u8))
        {
            return null;
        }

        var content = start[20..];
        switch (start[12..16])
        {
            case [(byte)'V', (byte)'P', (byte)'8', (byte)' ']:
                var (w, h) = (content[6] | (content[7] << 8), content[8] | (content[9] << 8));
                return Of("WebP", w & 0x3fff, h & 0x3fff, RgbaBytes);
            case [(byte)'V', (byte)'P', (byte)'8', (byte)'L']:
                var bits = content[1] | (content[2] << 8) | (content[3] << 16) | (content[4] << 24);
                return Of("lossless WebP", (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1, LosslessBytes);
            case [(byte)'V', (byte)'P', (byte)'8', (byte)'X']:
                var (width, height) = (Three(content[4..]) + 1, Three(content[7..]) + 1);
                var isAnimated = (content[0] & 2) != 0;
                // Whether the pixels are lossless is not known yet. A frame is put on a canvas.
                return Of(
                    isAnimated ? "animated WebP" : "WebP",
                    width,
                    height,
                    LosslessBytes + (isAnimated ? RgbaBytes : 0));
            default:
                return null;
        }
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static ImageHeader OfBmp(ReadOnlySpan<byte> start)
    {
        var isOld = BitConverter.ToInt32(start[14..]) == 12;
        var (width, height) = isOld
            ? (BitConverter.ToUInt16(start[18..]), BitConverter.ToUInt16(start[20..]))
            : (BitConverter.ToInt32(start[18..]), BitConverter.ToInt32(start[22..]));
        // A height below 0 means that the first row is at the top.
        return Of("BMP", Math.Max(width, 0), height == int.MinValue ? 0 : Math.Abs(height), RgbaBytes + 1);
    }
}
