using System.Numerics;
using CsCheck;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests.Framing;

public sealed class FaceBoxesTests
{
    [Fact]
    public void Both_ways_to_the_box_around_points_agree() => Gen.Float[-50, 4000].Array[6, 20].Sample(numbers =>
    {
        var points = numbers.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new Vector2(pair[0], pair[1]));
        var (xs, ys) = (points.Select(point => (double)point.X), points.Select(point => (double)point.Y));

        var box = FaceBoxes.Around(points.ToArray().AsSpan());
        var same = FaceBoxes.Around(xs.ToArray(), ys.ToArray());

        return Math.Abs(box.Left - same.Left) < 1e-3 && Math.Abs(box.Bottom - same.Bottom) < 1e-3
            && box.Width == box.Height && points.All(point => point.X >= box.Left && point.Y <= box.Bottom);
    });

    [Fact]
    public void The_box_around_points_is_whole_pixels_made_square()
    {
        Vector2[] points = [new(10.2f, 20.7f), new(30.5f, 25)];

        Assert.Equal(new FaceBox(12, 10, 33, 31), FaceBoxes.Around(points));
    }

    [Fact]
    public void The_middle_square_is_as_large_as_the_shorter_side()
    {
        Assert.Equal(new FaceBox(10, 0, 60, 50), FaceBoxes.CenterOf(50, 70));
        Assert.Equal(new FaceBox(0, 10, 50, 60), FaceBoxes.CenterOf(70, 50));
    }

    [Theory]
    [InlineData(10.5f, 20.4f, 11, 9)]
    [InlineData(-1e20f, 1e20f, 0, 100)]
    [InlineData(-3, 2.5f, 0, 3)]
    public void Edges_are_rounded_to_pixels_of_the_image(float left, float right, int first, int count)
    {
        var region = FaceBoxes.ToPixels(new FaceBox(0, left, 10, right), 100, 10);

        Assert.Equal(new PixelRegion(first, 0, count, 10), region);
    }

    [Theory]
    [InlineData(100, 120)]
    [InlineData(-9, 0.4f)]
    [InlineData(5.1f, 5.4f)]
    public void A_box_without_a_whole_pixel_is_none(float left, float right)
    {
        Assert.Null(FaceBoxes.ToPixels(new FaceBox(0, left, 10, right), 100, 10));
    }
}
