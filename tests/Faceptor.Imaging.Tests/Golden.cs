using System.Numerics;
using System.Runtime.InteropServices;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests;

/// <summary>
/// Arrays computed by the libraries of the released code (PIL, OpenCV, its own warps) on one drawn image.
/// </summary>
internal static class Golden
{
    public const int SidePx = 96;

    public static GoldenTensors Arrays { get; } = new(RepositoryPaths.Golden("imaging.safetensors"));

    public static RgbImage Input { get; } = Image("picture.rgb");

    /// <summary>What the golden RandAugment operations fill with: round(255 CLIP's mean).</summary>
    public static byte[] RandAugmentFill { get; } = [123, 117, 104];

    public static LabelMap Label { get; } = new(180, 150, Arrays.Bytes("label"));

    public static RgbImage Image(string name)
    {
        var shape = Arrays.Shape(name);
        return new RgbImage(shape[1], shape[0], Arrays.Bytes(name));
    }

    public static Vector2[] Points(string name) => MemoryMarshal.Cast<byte, Vector2>(Arrays.Bytes(name)).ToArray();

    public static AffineTransform Matrix(string name)
    {
        var values = Arrays.Floats(name);
        return new AffineTransform(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    public static AlignmentWarp Warp(string kind, double factor) => new(
        Matrix(kind == "crop" ? "jittered_crop_matrix" : "similarity_matrix"), SidePx, factor);

    public static void AssertNear(RgbImage expected, RgbImage actual, int tolerance)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        var worst = expected.Pixels.Zip(actual.Pixels, (left, right) => Math.Abs(left - right)).Max();
        Assert.InRange(worst, 0, tolerance);
    }

    public static void AssertNear(AffineTransform expected, AffineTransform actual, double tolerance)
    {
        Assert.Equal(expected.XX, actual.XX, tolerance);
        Assert.Equal(expected.XY, actual.XY, tolerance);
        Assert.Equal(expected.XOffset, actual.XOffset, tolerance);
        Assert.Equal(expected.YX, actual.YX, tolerance);
        Assert.Equal(expected.YY, actual.YY, tolerance);
        Assert.Equal(expected.YOffset, actual.YOffset, tolerance);
    }
}
