using Faceptor.Imaging;
using Faceptor.Imaging.Tests;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Faceptor.ImageSharp.Tests;

public sealed class ImageSharpImagesTests
{
    private static readonly string Photograph =
        Path.Combine(RepositoryPaths.Root, "samples", "pictures", "astronaut.png");

    /// <summary>Formats without loss: colour, alpha, palette, grey.</summary>
    [Theory]
    [InlineData("picture.png")]
    [InlineData("picture_rgba.png")]
    [InlineData("picture_palette.png")]
    [InlineData("picture_grey.png")]
    public void A_file_without_loss_gives_the_codecs_pixels(string name)
    {
        var path = RepositoryPaths.Golden(name);
        using var image = Image.Load(path);

        var converted = image.ToRgbImage();

        AssertSame(ImageCodec.Read(path), converted);
    }

    [Fact]
    public void A_photograph_gives_the_codecs_pixels_whatever_its_pixel_type()
    {
        var expected = ImageCodec.Read(Photograph);
        using var rgb = Image.Load<Rgb24>(Photograph);
        using var bgra = Image.Load<Bgra32>(Photograph);
        using var deep = Image.Load<Rgba64>(Photograph);

        AssertSame(expected, rgb.ToRgbImage());
        AssertSame(expected, bgra.ToRgbImage());
        AssertSame(expected, deep.ToRgbImage());
    }

    /// <summary>
    /// Two decoders of a format with loss. Measured on this photograph: 34 levels at most and 0.67 in the mean at quality 75,
    /// 36 and 0.72 at 95. The bounds leave room for other processors; a network sees the difference, so scores belong to
    /// one codec.
    /// </summary>
    [Theory]
    [InlineData(75)]
    [InlineData(95)]
    public void A_JPEG_file_differs_by_some_levels(int quality)
    {
        var encoded = ImageCodec.EncodeJpeg(ImageCodec.Read(Photograph), quality);
        using var image = Image.Load(encoded);

        var differences = image.ToRgbImage().Pixels
            .Zip(ImageCodec.Decode(encoded, "test").Pixels, (left, right) => Math.Abs(left - right))
            .ToArray();

        Assert.InRange(differences.Max(), 8, 40);
        Assert.InRange(differences.Average(), 0.1, 1);
    }

    [Fact]
    public void Alpha_is_dropped_and_not_blended()
    {
        using var image = new Image<Rgba32>(1, 1, new Rgba32(200, 100, 50, 0));

        Assert.Equal([200, 100, 50], image.ToRgbImage().Pixels);
    }

    [Fact]
    public void Orientation_is_for_the_caller_to_apply()
    {
        var image = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]);
        var file = ExifFiles.Png(ImageCodec.EncodePng(image), orientation: 6);
        using var loaded = Image.Load(file);

        var stored = loaded.ToRgbImage();
        loaded.Mutate(context => context.AutoOrient());
        var upright = loaded.ToRgbImage();

        AssertSame(image, stored);
        AssertSame(ImageCodec.Decode(file, "test"), upright);
        Assert.Equal((1, 2), (upright.Width, upright.Height));
    }

    [Fact]
    public void An_image_goes_there_and_back()
    {
        var image = ImageCodec.Read(Photograph);

        using var there = image.ToImageSharp();

        AssertSame(image, there.ToRgbImage());
    }

    [Fact]
    public void Pixels_are_copied_both_ways()
    {
        var image = new RgbImage(1, 1, [1, 2, 3]);
        using var there = image.ToImageSharp();
        var back = there.ToRgbImage();

        image.Pixels[0] = 99;
        there[0, 0] = new Rgb24(7, 7, 7);

        Assert.Equal([1, 2, 3], back.Pixels);
        Assert.Equal([7, 7, 7], there.ToRgbImage().Pixels);
    }

    [Fact]
    public void A_map_becomes_grey_levels_that_a_PNG_keeps()
    {
        var map = new LabelMap(3, 2, [0, 1, 2, 18, 255, 7]);
        using var image = map.ToImageSharp();
        using var file = new MemoryStream();

        image.SaveAsPng(file);

        Assert.Equal(map.Classes, ImageCodec.DecodeClasses(file.ToArray(), "test").Classes);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => ((Image)null!).ToRgbImage());
        Assert.Throws<ArgumentNullException>(() => ((RgbImage)null!).ToImageSharp());
        Assert.Throws<ArgumentNullException>(() => ((LabelMap)null!).ToImageSharp());
    }

    private static void AssertSame(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.True(expected.Pixels.AsSpan().SequenceEqual(actual.Pixels), "the pixels differ");
    }
}
