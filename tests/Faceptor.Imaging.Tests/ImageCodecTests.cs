namespace Faceptor.Imaging.Tests;

public sealed class ImageCodecTests
{
    [Theory]
    [InlineData("picture.png", "picture.rgb", 0)]
    [InlineData("picture_rgba.png", "picture.rgb", 0)]
    [InlineData("picture_palette.png", "picture_palette.rgb", 0)]
    [InlineData("picture.jpg", "picture_jpg.rgb", 2)]
    public void Read_gives_the_pixels_of_other_decoders(string file, string expected, int tolerance)
    {
        var image = ImageCodec.Read(RepositoryPaths.Golden(file));

        Golden.AssertNear(Golden.Image(expected), image, tolerance);
    }

    [Fact]
    public void ReadGray_and_Read_agree_on_a_grey_file()
    {
        var path = RepositoryPaths.Golden("picture_grey.png");

        var gray = ImageCodec.ReadGray(path);

        Assert.Equal(ImageCodec.Read(path).Pixels, gray.Classes.SelectMany(value => new[] { value, value, value }));
    }

    [Fact]
    public void DecodeGray_takes_the_luma_of_colours()
    {
        var colours = new RgbImage(4, 1, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);

        var gray = ImageCodec.DecodeGray(ImageCodec.EncodePng(colours), "test");

        Assert.Equal(new byte[] { 76, 150, 29, 255 }, gray.Classes);
    }

    [Fact]
    public void EncodePng_loses_nothing()
    {
        var image = ImageCodec.Decode(ImageCodec.EncodePng(Golden.Input), "test");
        var map = ImageCodec.DecodeGray(ImageCodec.EncodePng(Golden.Label), "test");

        Golden.AssertNear(Golden.Input, image, 0);
        Assert.Equal(Golden.Label.Classes, map.Classes);
    }

    [Fact]
    public void EncodeJpeg_stays_near_and_gives_the_same_bytes_each_time()
    {
        var encoded = ImageCodec.EncodeJpeg(Golden.Input, 100);

        var image = ImageCodec.Decode(encoded, "test");

        Assert.Equal(encoded, ImageCodec.EncodeJpeg(Golden.Input, 100));
        Assert.InRange(
            image.Pixels.Zip(Golden.Input.Pixels, (left, right) => Math.Abs(left - right)).Average(),
            0,
            6);
    }

    [Theory]
    [InlineData(0, "has no bytes")]
    [InlineData(4, "not an image in a known format")]
    [InlineData(6000, "does not decode to its end")]
    public void Decode_reports_broken_pictures(int length, string problem)
    {
        var bytes = File.ReadAllBytes(RepositoryPaths.Golden("picture.jpg"))[..length];

        var error = Assert.Throws<DatasetException>(() => ImageCodec.Decode(bytes, "somewhere.jpg"));

        Assert.StartsWith("somewhere.jpg: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VP8X")]
    [InlineData("VP8L")]
    [InlineData("VP8 ")]
    public void A_WebP_that_ends_in_its_header_is_refused_wherever_it_ends(string kind)
    {
        byte[] whole =
        [
            .. "RIFF"u8, 22, 0, 0, 0, .. "WEBP"u8, .. System.Text.Encoding.ASCII.GetBytes(kind), 10, 0, 0, 0,
            0, 0, 0, 0, 9, 0, 0, 9, 0, 0,
        ];

        for (var length = 1; length <= whole.Length; length++)
        {
            Assert.Throws<DatasetException>(() => ImageCodec.Decode(whole.AsSpan(0, length), "cut.webp"));
        }
    }

    [Fact]
    public void A_pointer_of_Git_LFS_is_named_as_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("face.jpg");
        File.WriteAllText(path, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");

        var read = Assert.Throws<DatasetException>(() => ImageCodec.Read(path));
        var decoded = Assert.Throws<DatasetException>(() => ImageCodec.Decode(File.ReadAllBytes(path), path));

        Assert.EndsWith("fetch the image itself: git lfs pull.", read.Message, StringComparison.Ordinal);
        Assert.Equal(read.Message, decoded.Message);
    }

    [Fact]
    public void Read_names_a_file_that_is_missing()
    {
        var error = Assert.Throws<DatasetException>(() => ImageCodec.Read("/nowhere/face.jpg"));

        Assert.Equal("/nowhere/face.jpg", error.Path);
    }
}
