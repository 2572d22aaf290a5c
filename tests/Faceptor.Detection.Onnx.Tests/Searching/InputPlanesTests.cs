using System.Numerics;
using Faceptor.Detection.Onnx.Networks;
using Faceptor.Detection.Onnx.Searching;
using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Tests.Searching;

public sealed class InputPlanesTests
{
    private const float Tolerance = 1e-4f; // of ratios in single precision, in pixels

    [Fact]
    public void Channels_lie_in_planes_with_blue_first_and_black_around()
    {
        var layout = new InputLayout { WidthPx = 3, HeightPx = 2, IsBlueFirst = true };

        var numbers = Fill(layout, new RgbImage(2, 1, [10, 20, 30, 40, 50, 60]));

        Assert.Equal([30, 60, 0, 0, 0, 0, 20, 50, 0, 0, 0, 0, 10, 40, 0, 0, 0, 0], numbers);
    }

    [Fact]
    public void Values_are_normalised_around_the_image_too()
    {
        var layout = new InputLayout
        {
            WidthPx = 1,
            HeightPx = 3,
            IsChannelsLast = true,
            IsCentred = true,
            Mean = 127.5f,
            Scale = 1 / 127.5f,
        };

        var numbers = Fill(layout, new RgbImage(1, 1, [255, 127, 0]));

        Assert.Equal([-1, -1, -1, 1, -0.5f / 127.5f, -1, -1, -1, -1], numbers);
    }

    [Fact]
    public void A_part_of_the_image_is_taken_from_where_it_lies()
    {
        var image = TestImages.Noise(8, 6);
        var layout = new InputLayout { WidthPx = 2, HeightPx = 2, IsChannelsLast = true };
        var planes = new InputPlanes(layout, new SearchArea(5, 3, 2, 2, 8, 6), 640);
        var numbers = new float[planes.Length];

        planes.Fill(image.View(), numbers);

        Assert.Equal(
            image.Row(3).Slice(15, 6).ToArray().Concat(image.Row(4).Slice(15, 6).ToArray()).Select(value => (float)value),
            numbers);
    }

    [Fact]
    public void A_shrunk_image_is_the_antialiased_one()
    {
        var image = TestImages.Noise(64, 48);
        var layout = new InputLayout { WidthPx = 16, HeightPx = 16, IsChannelsLast = true };

        var numbers = Fill(layout, image);

        Assert.Equal(
            Resize.BilinearAntialiased(image, 16, 12).Pixels.Select(value => (float)value), numbers.Take(16 * 12 * 3));
    }

    [Theory]
    [InlineData(640, 480, 640, 640, 480)]
    [InlineData(1280, 960, 640, 640, 480)]
    [InlineData(100, 50, 640, 128, 64)]
    [InlineData(5000, 1, 640, 640, 32)]
    [InlineData(1, 1, 640, 32, 32)]
    public void Free_sizes_are_multiples_and_not_above_the_wish(int width, int height, int most, int expectedWidth, int expectedHeight)
    {
        var layout = new InputLayout { WidthPx = null, HeightPx = null, MultiplePx = 32 };

        var planes = new InputPlanes(layout, Whole(width, height), most);

        Assert.Equal((expectedWidth, expectedHeight), (planes.WidthPx, planes.HeightPx));
    }

    [Theory]
    [InlineData(true, 25, 25)]
    [InlineData(false, 50, 50)]
    public void Places_come_back_to_where_they_were(bool enlarges, float x, float y)
    {
        var layout = new InputLayout { WidthPx = 200, HeightPx = 400, IsCentred = true, Enlarges = enlarges };
        var planes = new InputPlanes(layout, Whole(100, 100), 640);

        var place = planes.ToImage(enlarges ? new Vector2(50, 150) : new Vector2(100, 200));

        Assert.Equal(x, place.X, Tolerance);
        Assert.Equal(y, place.Y, Tolerance);
    }

    private static float[] Fill(InputLayout layout, RgbImage image)
    {
        var planes = new InputPlanes(layout, Whole(image.Width, image.Height), 640);
        var numbers = new float[planes.Length];
        planes.Fill(image.View(), numbers);
        return numbers;
    }

    private static SearchArea Whole(int width, int height) => new(0, 0, width, height, width, height);
}
