using SkiaSharp;

namespace Faceptor.Imaging.Tests;

/// <summary>Encoded images with a note about their orientation put in.</summary>
internal static class ExifFiles
{
    /// <summary>A JPEG file with the note right behind its first marker.</summary>
    public static byte[] Jpeg(byte[] jpeg, int orientation)
    {
        byte[] content = [.. "Exif\0\0"u8, .. Note(orientation)];
        byte[] length = [(byte)((content.Length + 2) >> 8), (byte)(content.Length + 2)];
        return [.. jpeg[..2], 0xff, 0xe1, .. length, .. content, .. jpeg[2..]];
    }

    /// <summary>A PNG file with the note behind its header.</summary>
    public static byte[] Png(byte[] png, int orientation) =>
        [.. png[..33], .. PngFiles.Chunk("eXIf", Note(orientation)), .. png[33..]];

    /// <summary>A lossless WebP file in its extended form, with the note behind the pixels.</summary>
    public static byte[] Webp(RgbImage image, int orientation)
    {
        using var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Pixels = [.. image.Pixels.Chunk(3).Select(rgb => new SKColor(rgb[0], rgb[1], rgb[2]))];
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 0))!;
        var plain = data.ToArray()[12..];
        byte[] extended =
        [
            .. "WEBP"u8,
            .. Chunk("VP8X"u8, [8, 0, 0, 0, .. Three(image.Width - 1), .. Three(image.Height - 1)]),
            .. plain,
            .. Chunk("EXIF"u8, Note(orientation)),
        ];
        return Chunk("RIFF"u8, extended);
    }

    private static byte[] Three(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content) =>
        [.. name, .. BitConverter.GetBytes(content.Length), .. content, .. new byte[content.Length % 2]];

    // Big-endian TIFF with one directory of one entry: 0x0112, a short.
    private static byte[] Note(int orientation) =>
    [
        .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];
}
