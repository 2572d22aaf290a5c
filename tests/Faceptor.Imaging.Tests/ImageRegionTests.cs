using CsCheck;

namespace Faceptor.Imaging.Tests;

public sealed class ImageRegionTests
{
    private static readonly Gen<RgbImage> Images =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 12]).SelectMany((width, height) =>
            Gen.Byte.Array[width * height * 3].Select(pixels => new RgbImage(width, height, pixels)));

    [Fact]
    public void Mirror_twice_is_the_picture_itself()
    {
        Images.Sample(image => ImageRegion.Mirror(ImageRegion.Mirror(image)).Pixels.SequenceEqual(image.Pixels));
    }

    [Fact]
    public void Mirror_moves_the_left_column_to_the_right()
    {
        var mirrored = ImageRegion.Mirror(new RgbImage(3, 1, [1, 2, 3, 4, 5, 6, 7, 8, 9]));

        Assert.Equal(new byte[] { 7, 8, 9, 4, 5, 6, 1, 2, 3 }, mirrored.Pixels);
    }

    [Fact]
    public void CenterSquareOrigin_is_the_middle_and_an_odd_rest_goes_right_and_down()
    {
        Assert.Equal((1, 0), ImageRegion.CenterSquareOrigin(3, 1));
        Assert.Equal((0, 20), ImageRegion.CenterSquareOrigin(178, 218));
        Assert.Equal((0, 1), ImageRegion.CenterSquareOrigin(4, 7));
    }
}
