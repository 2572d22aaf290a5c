using Faceptor.Imaging;
using Faceptor.Testing;
using SkiaSharp;

namespace Faceptor.Fuzz;

/// <summary>Images in every form that is read.</summary>
internal static class ImageSeeds
{
    /// <summary>JPEG files.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Jpeg()
    {
        yield return Golden("picture.jpg");
        yield return ("small.jpg", ImageCodec.EncodeJpeg(Sample));
    }

    /// <summary>PNG files: colour, grey, palette, transparent.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Png()
    {
        yield return ("small.png", ImageCodec.EncodePng(Sample));
        yield return Golden("picture_grey.png");
        yield return Golden("picture_palette.png");
        yield return Golden("picture_rgba.png");
    }

    /// <summary>WebP with and without loss, BMP and GIF.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Others()
    {
        using var bitmap = SKBitmap.Decode(ImageCodec.EncodePng(Sample));
        yield return ("lossy.webp", bitmap.Encode(SKEncodedImageFormat.Webp, 80)!.ToArray());
        using var pixels = bitmap.PeekPixels();
        var lossless = new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 80);
        yield return ("lossless.webp", pixels!.Encode(lossless)!.ToArray());
        yield return ("small.bmp", Bmp(Sample));
        yield return ("one.gif", Convert.FromHexString(
            "47494638396101000100800000FF0000FFFFFF21F90400000000002C00000000010001000002024401003B"));
    }

    private static RgbImage Sample { get; } = Draw();

    private static (string Name, byte[] Bytes) Golden(string name) =>
        (name, File.ReadAllBytes(RepositoryPaths.Golden(name)));

    private static RgbImage Draw()
    {
        var image = new RgbImage(40, 30);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(i * 7 % 251);
        }

        return image;
    }

    // A 24-bit bitmap: two headers, then rows from the bottom in B G R; 120 bytes a row need no padding.
    private static byte[] Bmp(RgbImage image)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        writer.Write(54 + image.Pixels.Length);
        writer.Write(0);
        writer.Write(54);
        writer.Write(40);
        writer.Write(image.Width);
        writer.Write(image.Height);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(0);
        writer.Write(image.Pixels.Length);
        writer.Write(2835);
        writer.Write(2835);
        writer.Write(0);
        writer.Write(0);
        writer.Write(image.Pixels);
        return stream.ToArray();
    }
}
