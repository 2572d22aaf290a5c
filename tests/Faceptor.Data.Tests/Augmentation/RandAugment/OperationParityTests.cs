using System.Globalization;
using Faceptor.Data.Augmentation.RandAugment;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Augmentation.RandAugment;

/// <summary>Every operation at the strength that the libraries of the released code ran it at.</summary>
public sealed class OperationParityTests
{
    [Theory]
    [InlineData("auto_contrast")]
    [InlineData("equalize")]
    [InlineData("invert")]
    [InlineData("posterize_1")]
    [InlineData("posterize_3")]
    [InlineData("solarize_26")]
    [InlineData("solarize_add_99")]
    [InlineData("color_0.19")]
    [InlineData("color_1.81")]
    [InlineData("contrast_0.19")]
    [InlineData("contrast_1.81")]
    [InlineData("brightness_0.19")]
    [InlineData("brightness_1.81")]
    [InlineData("sharpness_0.19")]
    [InlineData("sharpness_1.81")]
    [InlineData("rotate_-27")]
    [InlineData("shear_x_0.27")]
    [InlineData("shear_y_-0.27")]
    [InlineData("translate_x_0.405")]
    [InlineData("translate_y_-0.405")]
    public void Operations_equal_those_of_the_released_code(string name)
    {
        var image = Copy(Golden.Input);

        Apply(image, name);

        Golden.AssertNear(Golden.Image($"randaugment.{name}"), image, 0);
    }

    private static RgbImage Copy(RgbImage image) => new(image.Width, image.Height, [.. image.Pixels]);

    private static void Apply(RgbImage image, string name)
    {
        var end = name.LastIndexOf('_');
        var hasStrength = double.TryParse(
            name.AsSpan(end + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var strength);
        switch (hasStrength ? name[..end] : name)
        {
            case "auto_contrast": HistogramOperations.AutoContrast(image); break;
            case "equalize": HistogramOperations.Equalize(image); break;
            case "invert": LevelOperations.Invert(image); break;
            case "posterize": LevelOperations.Posterize(image, (int)strength); break;
            case "solarize": LevelOperations.Solarize(image, (int)strength); break;
            case "solarize_add": LevelOperations.SolarizeAdd(image, (int)strength); break;
            case "color": BlendOperations.Color(image, strength); break;
            case "contrast": BlendOperations.Contrast(image, strength); break;
            case "brightness": BlendOperations.Brightness(image, strength); break;
            case "sharpness": BlendOperations.Sharpness(image, strength); break;
            case "rotate": GeometryOperations.Rotate(image, strength, Golden.RandAugmentFill); break;
            case "shear_x": GeometryOperations.ShearX(image, strength, Golden.RandAugmentFill); break;
            case "shear_y": GeometryOperations.ShearY(image, strength, Golden.RandAugmentFill); break;
            case "translate_x": GeometryOperations.TranslateX(image, strength, Golden.RandAugmentFill); break;
            case "translate_y": GeometryOperations.TranslateY(image, strength, Golden.RandAugmentFill); break;
            default: throw new ArgumentException(name, nameof(name));
        }
    }
}
