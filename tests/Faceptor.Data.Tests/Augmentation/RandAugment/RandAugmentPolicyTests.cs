using Faceptor.Data.Augmentation;
using Faceptor.Data.Augmentation.RandAugment;
using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Tests.Augmentation.RandAugment;

public sealed class RandAugmentPolicyTests
{
    [Fact]
    public void A_quarter_of_the_pictures_stays_as_it_is()
    {
        // Neither of two operations with probability 0.5 each; single ones, such as no change of contrast, do nothing.
        var original = Resize.BicubicAntialiased(Golden.Input, 16, 16);
        var numSame = 0;
        for (var seed = 0; seed < 2000; seed++)
        {
            var image = Copy(original);

            RandAugmentPolicy.Apply(image, new SeededRandom(seed), Golden.RandAugmentFill);

            numSame += original.Pixels.AsSpan().SequenceEqual(image.Pixels) ? 1 : 0;
        }

        Assert.InRange(numSame / 2000.0, 0.22, 0.33);
    }

    [Theory]
    [InlineData(nameof(RandAugmentOperation.Rotate))]
    [InlineData(nameof(RandAugmentOperation.ShearX))]
    [InlineData(nameof(RandAugmentOperation.ShearY))]
    [InlineData(nameof(RandAugmentOperation.TranslateX))]
    [InlineData(nameof(RandAugmentOperation.TranslateY))]
    public void Signs_move_pixels_either_way(string operation)
    {
        var one = RandAugmentPolicy.Apply(Parse(operation), Copy(Golden.Input), 9, 1, Golden.RandAugmentFill);
        var other = RandAugmentPolicy.Apply(Parse(operation), Copy(Golden.Input), 9, -1, Golden.RandAugmentFill);

        var both = one.Then(other);
        Golden.AssertNear(AffineTransform.Identity, both, 1e-6);
        Assert.NotEqual(AffineTransform.Identity, one);
    }

    [Theory]
    [InlineData(nameof(RandAugmentOperation.Posterize), 9, 1, "randaugment.posterize_1")]
    [InlineData(nameof(RandAugmentOperation.Solarize), 9, 1, "randaugment.solarize_26")]
    [InlineData(nameof(RandAugmentOperation.SolarizeAdd), 9, 1, "randaugment.solarize_add_99")]
    [InlineData(nameof(RandAugmentOperation.Color), 9, 1, "randaugment.color_1.81")]
    [InlineData(nameof(RandAugmentOperation.Brightness), 9, -1, "randaugment.brightness_0.19")]
    [InlineData(nameof(RandAugmentOperation.Rotate), 9, -1, "randaugment.rotate_-27")]
    [InlineData(nameof(RandAugmentOperation.ShearX), 9, 1, "randaugment.shear_x_0.27")]
    [InlineData(nameof(RandAugmentOperation.TranslateY), 9, -1, "randaugment.translate_y_-0.405")]
    public void Magnitudes_become_the_published_strengths(
        string operation, double magnitude, int sign, string expected)
    {
        var image = Copy(Golden.Input);

        RandAugmentPolicy.Apply(Parse(operation), image, magnitude, sign, Golden.RandAugmentFill);

        Golden.AssertNear(Golden.Image(expected), image, 0);
    }

    [Fact]
    public void Every_operation_takes_every_magnitude_and_a_single_pixel()
    {
        Assert.All(Enum.GetValues<RandAugmentOperation>(), operation =>
        {
            foreach (var magnitude in (double[])[0, 0.3, 5, 10])
            {
                RandAugmentPolicy.Apply(operation, new RgbImage(1, 1, [1, 2, 3]), magnitude, 1, Golden.RandAugmentFill);
                RandAugmentPolicy.Apply(operation, new RgbImage(3, 2), magnitude, -1, Golden.RandAugmentFill);
            }
        });
        Assert.Equal(RandAugmentPolicy.NumOperations, Enum.GetValues<RandAugmentOperation>().Length);
    }

    private static RandAugmentOperation Parse(string operation) => Enum.Parse<RandAugmentOperation>(operation);

    private static RgbImage Copy(RgbImage image) => new(image.Width, image.Height, [.. image.Pixels]);
}
