using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests.Framing;

public sealed class PixelNormalizationTests
{
    private const int SidePx = 64;

    private static readonly ChannelNormalization Other =
        new() { Mean = [0.1, 0.2, 0.3], Std = [0.4, 0.5, 0.6] };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    public void Values_are_those_of_single_precision_step_by_step(int width)
    {
        // As torchvision computes: divided by 255, the mean subtracted, divided by std, each rounded.
        foreach (var numbers in (ChannelNormalization[])[ChannelNormalization.Clip, ChannelNormalization.Half, Other])
        {
            var image = new RgbImage(width, 3, [.. Enumerable.Range(0, width * 9).Select(i => (byte)(i * 37))]);
            var expected = new float[width * 9];
            for (var i = 0; i < expected.Length; i++)
            {
                var channel = i / (width * 3);
                var value = image.Pixels[(i % (width * 3) * 3) + channel] / 255f;
                expected[i] = (value - (float)numbers.Mean[channel]) / (float)numbers.Std[channel];
            }

            var (fromImage, planes) = (new float[expected.Length], new float[expected.Length]);
            new PixelNormalization(numbers).Apply(image, fromImage);
            for (var i = 0; i < planes.Length; i++)
            {
                planes[i] = image.Pixels[(i % (width * 3) * 3) + (i / (width * 3))] / 255f;
            }

            new PixelNormalization(numbers).Apply(planes);

            Assert.Equal(expected, fromImage);
            Assert.Equal(expected, planes);
        }
    }

    [Fact]
    public void Mirrored_planes_are_the_planes_mirrored()
    {
        const int Width = 13;
        var image = new RgbImage(Width, 2, [.. Enumerable.Range(0, Width * 6).Select(i => (byte)(i * 11))]);
        var (plain, mirrored) = (new float[Width * 6], new float[Width * 6]);

        new PixelNormalization(Other).Apply(image, plain);
        new PixelNormalization(Other).Apply(image, mirrored, isMirrored: true);

        Assert.Equal(plain.Chunk(Width).SelectMany(row => row.Reverse()), mirrored);
    }

    [Fact]
    public void ToImage_undoes_it()
    {
        var image = new RgbImage(16, 16, [.. Enumerable.Range(0, 768).Select(i => (byte)i)]);
        var planes = new float[768];
        var normalization = new PixelNormalization(Other);

        normalization.Apply(image, planes);

        Assert.Equal(image.Pixels, normalization.ToImage(planes, 16, 16).Pixels);
    }

    [Fact]
    public void Numbers_that_cannot_work_are_refused()
    {
        var error = Assert.Throws<OptionsException>(
            () => new PixelNormalization(Other with { Std = [0.5, double.NaN, 0.5] }));

        Assert.Contains("Std is [0.5, NaN, 0.5], expected 3 numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandAugment_fills_with_the_mean_of_the_normalisation()
    {
        // Nothing of a black image is grey, so what is grey was filled; 128 is round(255 * 0.5).
        Assert.Equal([128, 128, 128], new PixelNormalization(ChannelNormalization.Half).MeanColor);
        Assert.Equal(Golden.RandAugmentFill, new PixelNormalization(ChannelNormalization.Clip).MeanColor);
        var options = AugmentationOptions.Light with { UsesRandAugment = true };
        foreach (var (numbers, fill) in ((ChannelNormalization, float)[])
            [(ChannelNormalization.Half, 128), (ChannelNormalization.Half with { Mean = [0.25, 0.5, 0.5] }, 64)])
        {
            var numFilled = 0;
            var expected = ((fill / 255) - (float)numbers.Mean[0]) / 0.5f;
            for (var seed = 0; seed < 200; seed++)
            {
                var planes = new float[3 * SidePx * SidePx];

                var prepared = new AttributeTransform(SidePx, numbers, options).Prepare(
                    new FaceSample("black", new RgbImage(SidePx, SidePx), new AgeLabel(1)),
                    new SeededRandom(seed),
                    planes);

                // Only geometry moves pixels; when another operation follows, the fill is changed too.
                numFilled += planes.Contains(expected) && prepared.Warp.Matrix != AffineTransform.Identity ? 1 : 0;
            }

            Assert.InRange(numFilled, 30, 150);
        }
    }
}
