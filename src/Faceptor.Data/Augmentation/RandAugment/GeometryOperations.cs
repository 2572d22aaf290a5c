using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>Operations that move pixels: bicubic, empty places filled with one color.</summary>
/// <remarks>
/// Matrices are written as PIL takes them, from places in the result to places in the image, with pixel centres at
/// halves.
/// </remarks>
internal static class GeometryOperations
{
    private const int MatrixDigits = 15;

    /// <param name="image">Changed in place.</param>
    /// <param name="degrees">Counter-clockwise as the viewer sees it.</param>
    /// <param name="fill">RGB.</param>
    public static AffineTransform Rotate(RgbImage image, double degrees, ReadOnlySpan<byte> fill)
    {
        // Reduced to a turn before the sine, which changes its last digits, as PIL does.
        var turn = degrees - (360 * Math.Floor(degrees / 360));
        var radians = -turn * (Math.PI / 180);
        var cosine = Math.Round(Math.Cos(radians), MatrixDigits);
        var sine = Math.Round(Math.Sin(radians), MatrixDigits);
        var (x, y) = (image.Width / 2.0, image.Height / 2.0);
        var toSource = new AffineTransform(
            cosine, sine, (cosine * -x) + (sine * -y) + x,
            -sine, cosine, (-sine * -x) + (cosine * -y) + y);
        return Apply(image, toSource, fill);
    }

    /// <param name="image">Changed in place.</param>
    /// <param name="slope">Shift of a row against the next, in pixels.</param>
    /// <param name="fill">RGB.</param>
    public static AffineTransform ShearX(RgbImage image, double slope, ReadOnlySpan<byte> fill) =>
        Apply(image, new AffineTransform(1, slope, 0, 0, 1, 0), fill);

    /// <param name="image">Changed in place.</param>
    /// <param name="slope">Shift of a column against the next, in pixels.</param>
    /// <param name="fill">RGB.</param>
    public static AffineTransform ShearY(RgbImage image, double slope, ReadOnlySpan<byte> fill) =>
        Apply(image, new AffineTransform(1, 0, 0, slope, 1, 0), fill);

    /// <param name="image">Changed in place.</param>
    /// <param name="ratio">Shift to the left, as a share of the width.</param>
    /// <param name="fill">RGB.</param>
    public static AffineTransform TranslateX(RgbImage image, double ratio, ReadOnlySpan<byte> fill) =>
        Apply(image, new AffineTransform(1, 0, ratio * image.Width, 0, 1, 0), fill);

    /// <param name="image">Changed in place.</param>
    /// <param name="ratio">Shift upwards, as a share of the height.</param>
    /// <param name="fill">RGB.</param>
    public static AffineTransform TranslateY(RgbImage image, double ratio, ReadOnlySpan<byte> fill) =>
        Apply(image, new AffineTransform(1, 0, 0, 0, 1, ratio * image.Height), fill);

    private static AffineTransform Apply(RgbImage image, AffineTransform toSource, ReadOnlySpan<byte> fill)
    {
        BicubicWarp.Apply(image, toSource, fill);
        var half = new AffineTransform(1, 0, 0.5, 0, 1, 0.5);
        return half.Then(toSource.Inverse).Then(half.Inverse);
    }
}
