using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>Which operations an image gets, and how strong they are.</summary>
/// <remarks>
/// Released configuration: two operations with replacement out of fifteen, each applied with probability 0.5, at a
/// magnitude m from N(9, 0.5) cut to 0 to 10; strengths of the family in which more is stronger; signs with equal odds.
/// </remarks>
internal static class RandAugmentPolicy
{
    /// <summary>Number of operations to draw from.</summary>
    public const int NumOperations = 15;

    private const int NumDraws = 2;
    private const double ApplyProbability = 0.5;
    private const double MeanMagnitude = 9;
    private const double MagnitudeDeviation = 0.5;
    private const double MaxMagnitude = 10;

    /// <summary>
    /// Draws and applies. Of each of the two operations these are drawn, whether they are needed or not: which one,
    /// whether it is applied, its magnitude (two draws) and its sign.
    /// </summary>
    /// <param name="image">The image, changed in place.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="fill">The color of places that geometry empties, RGB.</param>
    /// <returns>Where the image's pixels went.</returns>
    public static AffineTransform Apply(RgbImage image, SeededRandom random, ReadOnlySpan<byte> fill)
    {
        var moved = AffineTransform.Identity;
        for (var draw = 0; draw < NumDraws; draw++)
        {
            var operation = (RandAugmentOperation)random.NextInt(NumOperations);
            var isApplied = random.NextBool(ApplyProbability);
            var magnitude = Math.Clamp(
                MeanMagnitude + (MagnitudeDeviation * random.NextNormal()), 0, MaxMagnitude);
            var sign = random.NextBool(0.5) ? -1 : 1;
            if (isApplied)
            {
                moved = moved.Then(Apply(operation, image, magnitude, sign, fill));
            }
        }

        return moved;
    }

    /// <summary>Applies one operation.</summary>
    /// <param name="operation">Which one.</param>
    /// <param name="image">The image, changed in place.</param>
    /// <param name="magnitude">m, from 0 to 10.</param>
    /// <param name="sign">1 or -1; where the operation has a direction.</param>
    /// <param name="fill">The color of places that geometry empties, RGB.</param>
    /// <returns>Where the image's pixels went.</returns>
    public static AffineTransform Apply(
        RandAugmentOperation operation, RgbImage image, double magnitude, int sign, ReadOnlySpan<byte> fill)
    {
        // Divided first and multiplied then, because the last digit of a strength decides some pixels.
        var part = sign * (magnitude / MaxMagnitude);
        var factor = Math.Max(0.1, 1 + (part * 0.9));
        switch (operation)
        {
            case RandAugmentOperation.Rotate:
                return GeometryOperations.Rotate(image, part * 30, fill);
            case RandAugmentOperation.ShearX:
                return GeometryOperations.ShearX(image, part * 0.3, fill);
            case RandAugmentOperation.ShearY:
                return GeometryOperations.ShearY(image, part * 0.3, fill);
            case RandAugmentOperation.TranslateX:
                return GeometryOperations.TranslateX(image, part * 0.45, fill);
            case RandAugmentOperation.TranslateY:
                return GeometryOperations.TranslateY(image, part * 0.45, fill);
            case RandAugmentOperation.AutoContrast:
                HistogramOperations.AutoContrast(image);
                break;
            case RandAugmentOperation.Equalize:
                HistogramOperations.Equalize(image);
                break;
            case RandAugmentOperation.Invert:
                LevelOperations.Invert(image);
                break;
            case RandAugmentOperation.Posterize:
                LevelOperations.Posterize(image, 4 - (int)(0.4 * magnitude));
                break;
            case RandAugmentOperation.Solarize:
                LevelOperations.Solarize(image, 256 - (int)(25.6 * magnitude));
                break;
            case RandAugmentOperation.SolarizeAdd:
                LevelOperations.SolarizeAdd(image, (int)(11 * magnitude));
                break;
            case RandAugmentOperation.Color:
                BlendOperations.Color(image, factor);
                break;
            case RandAugmentOperation.Contrast:
                BlendOperations.Contrast(image, factor);
                break;
            case RandAugmentOperation.Brightness:
                BlendOperations.Brightness(image, factor);
                break;
            case RandAugmentOperation.Sharpness:
                BlendOperations.Sharpness(image, factor);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "an operation was expected.");
        }

        return AffineTransform.Identity;
    }
}
