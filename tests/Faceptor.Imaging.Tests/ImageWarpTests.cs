using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests;

public sealed class ImageWarpTests
{
    // In grey levels. The reference rounds its coordinates from single precision, so single pixels may fall to the next
    // 1/32.
    private const double MeanTolerance = 1e-3;
    private const double WorstTolerance = 5;

    [Theory]
    [InlineData("crop", 0.0)]
    [InlineData("crop", 0.8)]
    [InlineData("align", 0.0)]
    [InlineData("align", 0.8)]
    public void Bilinear_agrees_with_the_released_warp(string kind, double factor)
    {
        var expected = Golden.Arrays.Floats(FormattableString.Invariant($"{kind}_warp{factor:0.0}.image_bilinear"));
        var planes = new float[3 * Golden.SidePx * Golden.SidePx];

        ImageWarp.Bilinear(Golden.Input, Golden.Warp(kind, factor), planes);

        var area = Golden.SidePx * Golden.SidePx;
        var errors = expected
            .Select((value, i) => 255.0 * Math.Abs(value - planes[(i % 3 * area) + (i / 3)]))
            .ToArray();
        Assert.InRange(errors.Average(), 0, MeanTolerance);
        Assert.InRange(errors.Max(), 0, WorstTolerance);
    }

    [Theory]
    [InlineData("crop", 0.0)]
    [InlineData("crop", 0.8)]
    [InlineData("align", 0.0)]
    [InlineData("align", 0.8)]
    public void Nearest_agrees_with_the_released_warp(string kind, double factor)
    {
        var expected = Golden.Arrays.Bytes(FormattableString.Invariant($"{kind}_warp{factor:0.0}.label_nearest"));

        var warped = ImageWarp.Nearest(Golden.Label, Golden.Warp(kind, factor));

        Assert.Equal(expected, warped.Classes);
    }

    [Fact]
    public void A_warp_by_nothing_keeps_the_picture_and_leaves_the_rest_black()
    {
        var image = new RgbImage(2, 2, [51, 0, 0, 102, 0, 0, 153, 0, 0, 204, 0, 0]);
        var planes = new float[3 * 3 * 3];

        ImageWarp.Bilinear(image, new AlignmentWarp(AffineTransform.Identity, 3), planes);

        float[] expected = [0.2f, 0.4f, 0, 0.6f, 0.8f, 0, 0, 0, 0];
        Assert.All(expected.Zip(planes), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void An_8_bit_warp_moves_whole_pixels_exactly()
    {
        var image = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]);

        var moved = ImageWarp.Bilinear(image, new AffineTransform(1, 0, 1, 0, 1, 0), 3, 1);

        Assert.Equal(new byte[] { 0, 0, 0, 1, 2, 3, 4, 5, 6 }, moved.Pixels);
    }

    [Fact]
    public void ArgMaxToOriginal_brings_a_warped_label_map_back()
    {
        // The label map goes through the warp as one map a class, and comes back as the winner.
        var label = Golden.Label;
        var numClasses = label.Classes.Max() + 1;
        var warp = new AlignmentWarp(AffineTransform.Scale(label.Width, label.Height, 200, 200), 200);
        var aligned = ImageWarp.Nearest(label, warp);
        var scores = new float[numClasses * 200 * 200];
        for (var i = 0; i < aligned.Classes.Length; i++)
        {
            scores[(aligned.Classes[i] * 200 * 200) + i] = 1;
        }

        var back = ImageWarp.ArgMaxToOriginal(scores, numClasses, warp, label.Width, label.Height);

        var agreement = back.Classes.Zip(label.Classes, (left, right) => left == right ? 1.0 : 0.0).Average();
        Assert.InRange(agreement, 0.97, 1);
    }

    [Fact]
    public void ArgMaxToOriginal_gives_background_outside_of_what_the_network_saw()
    {
        float[] scores = [-5, -5, -5, -5, 3, 3, 3, 3];

        var map = ImageWarp.ArgMaxToOriginal(scores, 2, new AlignmentWarp(AffineTransform.Identity, 2), 4, 1);

        Assert.Equal(new byte[] { 1, 1, 0, 0 }, map.Classes);
    }

    [Theory]
    [InlineData(0.49f / 32, 0)]
    [InlineData(0.51f / 32, 1)]
    public void ArgMaxToOriginal_rounds_places_to_a_thirty_second_of_a_pixel(float shift, byte winner)
    {
        // Between two pixels the scores of both classes cross; the second wins as soon as a step to the right is taken.
        float[] scores = [1, 0, 1, 0, 0.9999f, 1, 0.9999f, 1];
        var warp = new AlignmentWarp(new AffineTransform(1, 0, shift, 0, 1, 0), 2);

        Assert.Equal(winner, ImageWarp.ArgMaxToOriginal(scores, 2, warp, 1, 1).Classes[0]);
    }

    [Fact]
    public void Planes_of_another_size_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            ImageWarp.Bilinear(Golden.Input, new AlignmentWarp(AffineTransform.Identity, 4), new float[47]));

        Assert.StartsWith("48 values were expected, got 47.", error.Message, StringComparison.Ordinal);
    }
}
