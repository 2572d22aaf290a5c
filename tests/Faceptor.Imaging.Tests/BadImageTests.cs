using System.Buffers.Binary;
using System.Diagnostics;
using Faceptor.Data.Augmentation;

namespace Faceptor.Imaging.Tests;

public sealed class BadImageTests
{
    private const int NumMutations = 250;
    private const long MaxGrowthBytes = 512L << 20;

    private static readonly string[] Files =
        ["picture.jpg", "picture.png", "picture_palette.png", "picture_grey.png", "picture_rgba.png"];

    [Theory]
    [InlineData("picture.png", 16)]
    [InlineData("picture_palette.png", 16)]
    [InlineData("picture_grey.png", 16)]
    public void A_picture_of_20000_by_20000_is_refused_by_its_header(string file, int sizeOffset)
    {
        var bytes = Load(file);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeOffset), 20_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeOffset + 4), 20_000);
        FixHeaderChecksum(bytes);

        AssertRefusedBySize(bytes);
    }

    [Fact]
    public void A_jpeg_of_20000_by_20000_is_refused_by_its_header()
    {
        var bytes = Load("picture.jpg");
        // The frame header: marker, length, precision, height, width.
        var frame = bytes.AsSpan().IndexOf([(byte)0xff, (byte)0xc0]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), 20_000);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), 20_000);

        AssertRefusedBySize(bytes);
    }

    [Fact]
    public void A_picture_of_one_pixel_is_read()
    {
        var pixel = new RgbImage(1, 1, [10, 200, 30]);

        var png = ImageCodec.Decode(ImageCodec.EncodePng(pixel), "pixel.png");
        var jpeg = ImageCodec.Decode(ImageCodec.EncodeJpeg(pixel, 100), "pixel.jpg");
        var gray = ImageCodec.DecodeGray(ImageCodec.EncodePng(new LabelMap(1, 1, [7])), "pixel.png");

        Assert.Equal(pixel.Pixels, png.Pixels);
        Assert.Equal((1, 1), (jpeg.Width, jpeg.Height));
        Assert.Equal(new byte[] { 7 }, gray.Classes);
    }

    [Fact]
    public void A_picture_cut_anywhere_is_refused_or_complete()
    {
        foreach (var file in Files)
        {
            var bytes = Load(file);
            var complete = ImageCodec.Decode(bytes, file).Pixels;
            foreach (var length in Enumerable.Range(0, 20).Select(part => bytes.Length * part / 20))
            {
                var error = Assert.Throws<DatasetException>(() => ImageCodec.Decode(bytes.AsSpan(0, length), file));
                Assert.Equal(file, error.Path);
                Assert.Throws<DatasetException>(() => ImageCodec.DecodeGray(bytes.AsSpan(0, length), file));
            }

            Assert.Equal(complete, ImageCodec.Decode(bytes, file).Pixels);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89b")]
    [InlineData("<html><body>404 Not Found</body></html>")]
    [InlineData("\u0089PNG\r\n\u001a\n")]
    public void Something_else_is_refused(string text)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(text);

        Assert.Equal("x.jpg", Assert.Throws<DatasetException>(() => ImageCodec.Decode(bytes, "x.jpg")).Path);
        Assert.Equal("x.png", Assert.Throws<DatasetException>(() => ImageCodec.DecodeGray(bytes, "x.png")).Path);
    }

    [Fact]
    public void Mutated_pictures_end_in_a_picture_or_a_dataset_exception()
    {
        var originals = Files.Select(Load).ToArray();
        using var process = Process.GetCurrentProcess();
        var before = process.PeakWorkingSet64;
        var numRefused = 0;
        for (var round = 0; round < NumMutations; round++)
        {
            var random = new SeededRandom(7, round);
            var bytes = Mutate(originals[round % originals.Length], random);
            numRefused += Survives(() => ImageCodec.Decode(bytes, "mutated").Pixels.Length)
                + Survives(() => ImageCodec.DecodeGray(bytes, "mutated").Classes.Length);
        }

        process.Refresh();
        Assert.InRange(numRefused, 1, (2 * NumMutations) - 1);
        Assert.InRange(process.PeakWorkingSet64 - before, 0, MaxGrowthBytes);
    }

    private static int Survives(Func<int> decode)
    {
        try
        {
            Assert.InRange(decode(), 1, int.MaxValue);
            return 0;
        }
        catch (DatasetException error)
        {
            Assert.Equal("mutated", error.Path);
            return 1;
        }
    }

    // Bytes changed, a length blown up, a piece cut out or doubled; checksums of PNG headers are made right again, so
    // that changes get beyond them.
    private static byte[] Mutate(byte[] original, SeededRandom random)
    {
        byte[] bytes = [.. original];
        for (var change = random.NextInt(8); change >= 0; change--)
        {
            // Headers matter most, and are short.
            var place = random.NextInt(random.NextBool(0.5) ? Math.Min(64, bytes.Length) : bytes.Length);
            bytes[place] = (byte)random.NextInt(256);
        }

        switch (random.NextInt(4))
        {
            case 0:
                bytes = bytes[..random.NextInt(bytes.Length)];
                break;
            case 1:
                var from = random.NextInt(bytes.Length);
                bytes = [.. bytes[..from], .. bytes[Math.Min(bytes.Length, from + random.NextInt(200))..]];
                break;
            case 2:
                bytes = [.. bytes, .. bytes[random.NextInt(bytes.Length)..]];
                break;
        }

        FixHeaderChecksum(bytes);
        return bytes;
    }

    private static void AssertRefusedBySize(byte[] bytes)
    {
        var allocated = GC.GetTotalAllocatedBytes();

        var error = Assert.Throws<DatasetException>(() => ImageCodec.Decode(bytes, "large.png"));

        Assert.Contains(
            "expected an image of at most 64000000 pixels, its header says 20000 x 20000",
            error.Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 50_000_000);
        Assert.Throws<DatasetException>(() => ImageCodec.DecodeGray(bytes, "large.png"));
    }

    private static byte[] Load(string file) => File.ReadAllBytes(RepositoryPaths.Golden(file));

    // CRC-32 of the first chunk: 4 bytes of type and 13 of content from byte 12 on.
    private static void FixHeaderChecksum(byte[] png)
    {
        if (png.Length < 33 || png[1] != 'P')
        {
            return;
        }

        var crc = uint.MaxValue;
        foreach (var value in png.AsSpan(12, 17))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ~crc);
    }
}
