using System.Buffers.Binary;

namespace Faceptor.Imaging.Tests;

/// <summary>Headers of large images; their pixels are not there, because nobody may come to look for them.</summary>
public sealed class ImageLimitTests
{
    public static TheoryData<string, byte[], string> TooLarge => new()
    {
        { "progressive.jpg", Jpeg(0xc2, 8000, 8000, 3, 3), "progressive JPEG of 8000 x 8000, takes about 580 MB" },
        { "multi.jpg", Jpeg(0xc0, 8000, 8000, 3, 1), "multi-scan JPEG of 8000 x 8000" },
        { "cmyk.jpg", Jpeg(0xc2, 7000, 7000, 4, 4), "progressive CMYK JPEG of 7000 x 7000, takes about 542 MB" },
        { "interlaced.png", Png(8000, 8000, 16, 6, 1), "interlaced 16-bit PNG of 8000 x 8000, takes about 960 MB" },
        { "plain.png", Png(8000, 8000, 8, 2, 0), "PNG of 8000 x 8000, takes about 448 MB" },
        { "lossless.webp", LosslessWebp(8000, 8000), "lossless WebP of 8000 x 8000" },
        { "animated.webp", ExtendedWebp(2, 7000, 7000), "animated WebP of 7000 x 7000" },
        { "a.gif", Gif(7000, 7000), "GIF of 7000 x 7000" },
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public void What_the_codec_would_need_is_refused_by_the_header(string file, byte[] header, string problem)
    {
        using var root = new TemporaryFolder();
        var path = root.Write(file, header);
        var allocated = GC.GetTotalAllocatedBytes();

        foreach (var read in (Func<object>[])
            [() => ImageCodec.Read(path), () => ImageCodec.ReadGray(path), () => ImageCodec.ReadClasses(path)])
        {
            var error = Assert.Throws<DatasetException>(read);
            Assert.Contains("expected an image that takes at most 400 MB to decode", error.Message);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
            Assert.EndsWith("save it as a JPEG that is not progressive.", error.Message);
        }

        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 10_000_000);
    }

    [Fact]
    public void A_large_file_is_not_read_when_its_header_says_no()
    {
        using var root = new TemporaryFolder();
        var path = root.Combine("huge.png");
        using (var file = File.Create(path))
        {
            file.Write(Png(60_000, 60_000, 8, 2, 0));
            file.SetLength(1L << 32); // A hole of 4 GB, which reading would fill.
        }

        var allocated = GC.GetTotalAllocatedBytes();

        var error = Assert.Throws<DatasetException>(() => ImageCodec.Read(path));

        Assert.Contains("its header says 60000 x 60000", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 1_000_000);
    }

    [Fact]
    public void A_large_file_is_read_where_its_picture_is_small_enough()
    {
        using var root = new TemporaryFolder();
        var image = Golden.Input;
        var png = ImageCodec.EncodePng(image);
        // Long texts between the header and the pixels.
        byte[] text = [.. Enumerable.Repeat(PngFiles.Chunk("teXt", new byte[100_000]), 20).SelectMany(one => one)];
        var path = root.Write("long.png", [.. png[..33], .. text, .. png[33..]]);
        var masks = PngFiles.Write(2, 1, 16, 0, [0, 1, 0, 2]);
        var mask = root.Write("m.png", [.. masks[..33], .. text, .. masks[33..]]);

        Golden.AssertNear(image, ImageCodec.Read(path), 0);
        Assert.Equal([1, 2], ImageCodec.ReadClasses(mask).Classes);
    }

    [Fact]
    public void A_text_that_would_hold_the_codec_up_is_refused()
    {
        var png = ImageCodec.EncodePng(new RgbImage(2, 2));
        byte[] held = [.. png[..33], .. PngFiles.Chunk("teXt", new byte[5 << 20]), .. png[33..]];

        Assert.Contains(
            "expected chunks of at most 4194304 bytes before the pixels, one has 5242880",
            Assert.Throws<DatasetException>(() => ImageCodec.Decode(held, "held.png")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xc0, 3)]
    [InlineData(0xc2, 1)]
    public void A_camera_s_jpeg_is_small_enough(byte frame, byte numScanComponents)
    {
        // 64 megapixels, and 24 where coefficients are kept; only the pixels are missing.
        var side = frame == 0xc0 ? 8000 : 4899;

        var error = Assert.Throws<DatasetException>(
            () => ImageCodec.Decode(Jpeg(frame, side, side, 3, numScanComponents), "a.jpg"));

        Assert.DoesNotContain("MB to decode", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Jpeg(byte frame, int width, int height, byte numComponents, byte numScanComponents)
    {
        byte[] start = [0xff, 0xd8, 0xff, frame, 0, (byte)(8 + (3 * numComponents)), 8, 0, 0, 0, 0, numComponents];
        BinaryPrimitives.WriteUInt16BigEndian(start.AsSpan(7), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(start.AsSpan(9), (ushort)width);
        return
        [
            .. start,
            .. Enumerable.Range(1, numComponents).SelectMany(i => new byte[] { (byte)i, 0x11, 0 }),
            0xff, 0xda, 0, (byte)(6 + (2 * numScanComponents)), numScanComponents,
            .. new byte[(2 * numScanComponents) + 3],
        ];
    }

    private static byte[] Png(int width, int height, byte depth, byte colorType, byte interlace)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colorType, interlace);
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. PngFiles.Chunk("IHDR", header), .. new byte[8]];
    }

    private static byte[] LosslessWebp(int width, int height) =>
    [
        .. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8L"u8, 10, 0, 0, 0, 0x2f,
        .. BitConverter.GetBytes((width - 1) | ((height - 1) << 14)), .. new byte[5],
    ];

    private static byte[] ExtendedWebp(byte flags, int width, int height) =>
    [
        .. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, flags, 0, 0, 0,
        .. BitConverter.GetBytes(width - 1)[..3], .. BitConverter.GetBytes(height - 1)[..3],
    ];

    private static byte[] Gif(ushort width, ushort height) =>
        [.. "GIF89a"u8, .. BitConverter.GetBytes(width), .. BitConverter.GetBytes(height), 0, 0, 0];
}
