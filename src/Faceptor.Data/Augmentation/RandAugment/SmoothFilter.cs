using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>The mean of a pixel, taken five times, and its eight neighbours; pixels at the edge stay.</summary>
internal static class SmoothFilter
{
    private const int Weights = 13;

    public static RgbImage Apply(RgbImage image)
    {
        var result = new RgbImage(image.Width, image.Height, [.. image.Pixels]);
        for (var y = 1; y < image.Height - 1; y++)
        {
            var above = image.Row(y - 1);
            var row = image.Row(y);
            var below = image.Row(y + 1);
            var target = result.Row(y);
            for (var x = 3; x < row.Length - 3; x++)
            {
                var sum = above[x - 3] + above[x] + above[x + 3]
                    + row[x - 3] + (5 * row[x]) + row[x + 3]
                    + below[x - 3] + below[x] + below[x + 3];
                // Rounded; a sum of whole numbers over 13 never lies in the middle.
                target[x] = (byte)(((2 * sum) + Weights) / (2 * Weights));
            }
        }

        return result;
    }
}
