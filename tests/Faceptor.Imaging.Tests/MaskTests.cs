namespace Faceptor.Imaging.Tests;

public sealed class MaskTests
{
    private static readonly byte[] Colours = [200, 0, 0, 0, 200, 0, 0, 0, 200, 9, 9, 9];

    // Nine pixels wide, so that rows of 1, 2 and 4 bits end within a byte.
    [Theory]
    [InlineData(1, 0, "01000000 10000000", "0 1 0 0 0 0 0 0 1")]
    [InlineData(2, 0, "00011011 00000000 11000000", "0 1 2 3 0 0 0 0 3")]
    [InlineData(4, 0, "00000001 00101111 00000000 00000000 01000000", "0 1 2 15 0 0 0 0 4")]
    [InlineData(1, 3, "01000000 10000000", "0 1 0 0 0 0 0 0 1")]
    [InlineData(2, 3, "00011011 00000000 11000000", "0 1 2 3 0 0 0 0 3")]
    public void Classes_of_few_bits_are_those_that_are_stored(int depth, int colorType, string bits, string expected)
    {
        byte[] row = [.. bits.Split(' ').Select(text => Convert.ToByte(text, 2))];
        var png = PngFiles.Write(9, 1, depth, colorType, row, colorType == 3 ? Colours : null);

        Assert.Equal(expected, string.Join(' ', ImageCodec.DecodeClasses(png, "m.png").Classes));
    }

    [Theory]
    [InlineData(0, "00 00 00 01 00 02 00 FF", "0 1 2 255")]
    [InlineData(4, "00 00 FF FF 00 01 00 00 00 02 12 34 00 FF 00 00", "0 1 2 255")]
    public void Values_of_16_bits_are_those_that_are_stored(int colorType, string hex, string expected)
    {
        var png = PngFiles.Write(4, 1, 16, colorType, Convert.FromHexString(hex.Replace(" ", string.Empty)));

        Assert.Equal(expected, string.Join(' ', ImageCodec.DecodeClasses(png, "m.png").Classes));
        Assert.Equal(expected, string.Join(' ', ImageCodec.DecodeGray(png, "m.png").Classes));
    }

    [Fact]
    public void A_16_bit_value_that_no_byte_holds_is_refused_by_name()
    {
        var png = PngFiles.Write(2, 2, 16, 0, [0, 0, 0, 1, 0, 2, 1, 0]);

        foreach (var decode in (Func<LabelMap>[])
            [() => ImageCodec.DecodeClasses(png, "m.png"), () => ImageCodec.DecodeGray(png, "m.png")])
        {
            var error = Assert.Throws<DatasetException>(decode);
            Assert.Contains("got 256 at (1, 1) of this 16-bit mask", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Grey_with_alpha_and_palettes_say_classes()
    {
        var withAlpha = PngFiles.Write(3, 1, 8, 4, [0, 255, 1, 0, 2, 128]);
        var palette = PngFiles.Write(4, 1, 8, 3, [3, 1, 2, 0], Colours);

        Assert.Equal([0, 1, 2], ImageCodec.DecodeClasses(withAlpha, "m.png").Classes);
        Assert.Equal([3, 1, 2, 0], ImageCodec.DecodeClasses(palette, "m.png").Classes);
    }

    [Fact]
    public void Colours_are_no_classes_but_three_equal_channels_are()
    {
        var gray = ImageCodec.EncodePng(new RgbImage(2, 1, [1, 1, 1, 2, 2, 2]));
        var colour = ImageCodec.EncodePng(new RgbImage(2, 1, [1, 1, 1, 2, 3, 2]));
        var deep = PngFiles.Write(1, 1, 16, 2, [0, 1, 0, 1, 0, 1]);

        Assert.Equal([1, 2], ImageCodec.DecodeClasses(gray, "m.png").Classes);
        Assert.Contains(
            "the colour 2, 3, 2 at (1, 0)",
            Assert.Throws<DatasetException>(() => ImageCodec.DecodeClasses(colour, "m.png")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "got 16-bit colours",
            Assert.Throws<DatasetException>(() => ImageCodec.DecodeClasses(deep, "m.png")).Message,
            StringComparison.Ordinal);
    }

    // Every filter of PNG and its interlacing, against the reader of the codec library.
    [Fact]
    public void Grey_files_read_the_same_as_by_the_codec()
    {
        var expected = ImageCodec.ReadGray(RepositoryPaths.Golden("picture_grey.png"));
        foreach (var filter in Enumerable.Range(0, 5))
        {
            var withAlpha = PngFiles.Filtered(expected.Width, expected.Height, expected.Classes, filter);

            Assert.Equal(expected.Classes, ImageCodec.DecodeClasses(withAlpha, "m.png").Classes);
        }

        var interlaced = PngFiles.Interlaced(expected.Width, expected.Height, expected.Classes);
        Assert.Equal(expected.Classes, ImageCodec.DecodeGray(interlaced, "m.png").Classes);
        Assert.Equal(expected.Classes, ImageCodec.DecodeClasses(interlaced, "m.png").Classes);
    }

    [Fact]
    public void A_mask_that_is_cut_off_is_refused_or_complete()
    {
        byte[] classes = [.. Enumerable.Range(0, 64).Select(place => (byte)(place * place))];
        var png = PngFiles.Write(8, 8, 16, 0, [.. classes.SelectMany(value => new byte[] { 0, value })]);
        var numRefused = 0;
        for (var length = 40; length < png.Length; length++)
        {
            try
            {
                Assert.Equal(classes, ImageCodec.DecodeClasses(png.AsSpan(0, length), "m.png").Classes);
            }
            catch (DatasetException)
            {
                numRefused++;
            }
        }

        Assert.InRange(numRefused, png.Length - 40 - 24, png.Length - 40);
    }
}
