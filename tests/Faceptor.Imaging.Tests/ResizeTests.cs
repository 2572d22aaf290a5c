using CsCheck;

namespace Faceptor.Imaging.Tests;

public sealed class ResizeTests
{
    // OpenCV may hand single sizes to another library, whose rounding differs.
    private const int OneLevel = 1;

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    public void Bilinear_agrees_with_OpenCV(int side)
    {
        var resized = Resize.Bilinear(Golden.Input, side, side);

        Golden.AssertNear(Golden.Image($"cv2_resize_linear_{side}"), resized, OneLevel);
    }

    [Theory]
    [InlineData(112)]
    [InlineData(224)]
    public void BilinearAntialiased_equals_PIL(int side)
    {
        var resized = Resize.BilinearAntialiased(Golden.Input, side, side);

        Golden.AssertNear(Golden.Image($"pil_resize_bilinear_{side}"), resized, 0);
    }

    [Theory]
    [InlineData(112)]
    [InlineData(224)]
    public void BicubicAntialiased_equals_PIL(int side)
    {
        var resized = Resize.BicubicAntialiased(Golden.Input, side, side);

        Golden.AssertNear(Golden.Image($"pil_resize_bicubic_{side}"), resized, 0);
    }

    [Fact]
    public void Every_filter_keeps_one_colour_at_any_size()
    {
        var sizes = Gen.Int[1, 40];
        Gen.Select(sizes, sizes, sizes, sizes, Gen.Byte).Sample((width, height, toWidth, toHeight, value) =>
        {
            var image = new RgbImage(width, height);
            Array.Fill(image.Pixels, value);

            RgbImage[] resized =
            [
                Resize.Bilinear(image, toWidth, toHeight),
                Resize.BilinearAntialiased(image, toWidth, toHeight),
                Resize.BicubicAntialiased(image, toWidth, toHeight),
            ];

            return resized.All(result => result.Width == toWidth
                && result.Height == toHeight
                && result.Pixels.All(pixel => pixel == value));
        });
    }

    [Fact]
    public void Every_filter_keeps_the_picture_at_its_own_size()
    {
        var image = Golden.Input;

        Golden.AssertNear(image, Resize.Bilinear(image, image.Width, image.Height), 0);
        Golden.AssertNear(image, Resize.BilinearAntialiased(image, image.Width, image.Height), 0);
        Golden.AssertNear(image, Resize.BicubicAntialiased(image, image.Width, image.Height), 0);
    }

    [Fact]
    public void The_square_in_the_middle_is_resized_as_if_it_were_cut_out()
    {
        var image = Golden.Input;
        var square = new RgbImage(150, 150);
        for (var y = 0; y < 150; y++)
        {
            image.Row(y).Slice(15 * 3, 150 * 3).CopyTo(square.Row(y));
        }

        var resized = Resize.BicubicCenterSquare(image, 112);

        Golden.AssertNear(Resize.BicubicAntialiased(square, 112, 112), resized, 0);
    }
}
