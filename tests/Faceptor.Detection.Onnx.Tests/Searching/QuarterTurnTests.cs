using System.Numerics;
using Faceptor.Detection.Onnx.Searching;
using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Tests.Searching;

public sealed class QuarterTurnTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Points_come_back_to_the_pixel_that_they_were_found_on(int quarters)
    {
        var image = TestImages.Noise(7, 5);
        var turn = new QuarterTurn(quarters, 7, 5);

        var turned = turn.Apply(image.View());

        for (var y = 0; y < turned.Height; y++)
        {
            for (var x = 0; x < turned.Width; x++)
            {
                var middle = turn.ToOriginal(new Vector2(x + 0.5f, y + 0.5f));
                Assert.Equal(
                    image.Row((int)middle.Y).Slice(3 * (int)middle.X, 3).ToArray(), turned.Row(y).Slice(3 * x, 3).ToArray());
            }
        }
    }

    [Fact]
    public void A_quarter_turns_clockwise()
    {
        var image = new RgbImage(3, 2);
        image.Row(0)[0] = 9; // the upper left corner

        var turned = new QuarterTurn(1, 3, 2).Apply(image.View());

        Assert.Equal((2, 3), (turned.Width, turned.Height));
        Assert.Equal(9, turned.Row(0)[3]); // the upper right corner
    }
}
