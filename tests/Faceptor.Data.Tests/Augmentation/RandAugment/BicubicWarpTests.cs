using CsCheck;
using Faceptor.Data.Augmentation.RandAugment;
using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Tests.Augmentation.RandAugment;

public sealed class BicubicWarpTests
{
    private static readonly byte[] Fill = [12, 117, 250];

    [Fact]
    public void Apply_equals_double_precision_for_any_transform()
    {
        var parts = Gen.Double[-1.5, 1.5];
        // Half of the transforms keep rows together, which takes a shorter way; some places are whole numbers.
        var transforms = Gen.Select(Gen.Bool, parts, parts, parts, Gen.Double[-9, 9], Gen.Int[-9, 9])
            .Select((keepsRows, a, b, c, shift, whole) => keepsRows
                ? new AffineTransform(1, whole > 4 ? 0 : a, shift, 0, 1, whole)
                : new AffineTransform(a, b, shift, c, 1, whole));
        var images = Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Bool).SelectMany((width, height, isFlat) =>
            Gen.Byte[isFlat ? (byte)250 : (byte)0, 255].Array[width * height * 3]
                .Select(pixels => new RgbImage(width, height, pixels)));
        Gen.Select(images, transforms).Sample((image, toSource) =>
        {
            var expected = Warp(image, toSource);
            var warped = new RgbImage(image.Width, image.Height, [.. image.Pixels]);

            BicubicWarp.Apply(warped, toSource, Fill);

            return warped.Pixels.AsSpan().SequenceEqual(expected);
        }, iter: 2000);
    }

    private static byte[] Warp(RgbImage image, AffineTransform toSource)
    {
        var result = new byte[image.Pixels.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (channel, x, y) = (i % 3, i / 3 % image.Width, i / 3 / image.Width);
            var (sourceX, sourceY) = toSource.Apply(x + 0.5, y + 0.5);
            var isInside = sourceX >= 0 && sourceX < image.Width && sourceY >= 0 && sourceY < image.Height;
            result[i] = isInside ? Sample(image, channel, sourceX - 0.5, sourceY - 0.5) : Fill[channel];
        }

        return result;
    }

    private static byte Sample(RgbImage image, int channel, double x, double y)
    {
        var (column, row) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var rows = new double[4];
        for (var i = 0; i < 4; i++)
        {
            var pixels = image.Row(Math.Clamp(row - 1 + i, 0, image.Height - 1)).ToArray();
            double At(int tap) => pixels[(Math.Clamp(column - 1 + tap, 0, image.Width - 1) * 3) + channel];
            rows[i] = Cubic(At(0), At(1), At(2), At(3), x - column);
        }

        return (byte)Math.Clamp(Cubic(rows[0], rows[1], rows[2], rows[3], y - row), 0, 255);
    }

    private static double Cubic(double a, double b, double c, double d, double place) =>
        b + (place * (c - a + (place * ((2 * (a - b)) + c - d + (place * (b - a - c + d))))));
}
