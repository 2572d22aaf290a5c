using Faceptor.Imaging.Codecs;
using Faceptor.Imaging.Geometry;
using Faceptor.Imaging.Natives;

namespace Faceptor.Imaging.Tests.Codecs;

/// <summary>A part that is read has the pixels of a part that is cut out of the whole.</summary>
public sealed class PartDecoderTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "jpeg");

    public static TheoryData<string> Files =>
    [
        .. Directory.GetFiles(Folder, "*.jpg")
            .Select(path => Path.GetFileName(path))
            .Where(name => name != "arithmetic.jpg")
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_part_of_every_kind_of_file_is_that_of_the_whole(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        var whole = ImageCodec.Decode(bytes, file, ImageOrientation.AsStored, turbo: null);
        var random = new Random(3);

        for (var round = 0; round < 60; round++)
        {
            var (left, top) = (random.Next(83), random.Next(61));
            var region = new PixelRegion(left, top, random.Next(1, 84 - left), random.Next(1, 62 - top));

            AssertSame(whole, bytes, region, round % 2 == 0 ? null : TurboJpegRuntime.Current);
        }
    }

    [Fact]
    public void Turned_images_are_cut_after_they_are_turned()
    {
        var bytes = ExifFiles.Jpeg(File.ReadAllBytes(Path.Combine(Folder, "s420.jpg")), 6);
        var whole = ImageCodec.Decode(bytes, "turned", ImageOrientation.Upright);

        Assert.Equal((61, 83), (whole.Width, whole.Height));
        AssertSame(whole, bytes, new PixelRegion(3, 40, 20, 9), null);
    }

    [Fact]
    public void Other_formats_are_cut_too()
    {
        var bytes = ImageCodec.EncodePng(Golden.Input);

        AssertSame(Golden.Input, bytes, new PixelRegion(1, 2, 5, 4), null);
    }

    [Fact]
    public void No_part_is_the_whole_image()
    {
        var bytes = ImageCodec.EncodeJpeg(Golden.Input);

        var image = EncodedImage.Use<RgbImage>(
            bytes, "test", encoded => PartDecoder.Decode(encoded, ImageOrientation.Upright, (_, _) => null, null));

        Assert.Equal(ImageCodec.Decode(bytes, "test").Pixels, image.Pixels);
    }

    [Fact]
    public void A_file_that_is_cut_off_below_the_part_is_refused()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, "s420.jpg"))[..^200];

        var error = Assert.Throws<DatasetException>(() => Part(bytes, new PixelRegion(0, 0, 4, 4), null));

        Assert.Contains("does not decode to its end", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(RgbImage whole, byte[] bytes, PixelRegion region, TurboJpeg? turbo)
    {
        var part = Part(bytes, region, turbo);

        Assert.Equal((region.Width, region.Height), (part.Width, part.Height));
        Assert.True(ImageRegion.Crop(whole, region).Pixels.AsSpan().SequenceEqual(part.Pixels), $"{region} differs");
    }

    private static RgbImage Part(byte[] bytes, PixelRegion region, TurboJpeg? turbo) => EncodedImage.Use<RgbImage>(
        bytes, "test", image => PartDecoder.Decode(image, ImageOrientation.Upright, (_, _) => region, turbo));
}
