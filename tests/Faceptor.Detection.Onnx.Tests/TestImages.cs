using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Detection.Onnx.Tests;

/// <summary>The public-domain photograph, and what is made of it.</summary>
internal static class TestImages
{
    /// <summary>
    /// Left eye, right eye, nose tip and mouth corners on the photograph: the middle of what four networks with five
    /// points say (two of YuNet, two of SCRFD), rounded.
    /// </summary>
    public static readonly Vector2[] Points = [new(203, 103), new(247, 103), new(222, 128), new(202, 142), new(243, 143)];

    /// <summary>Distance of the eyes on the photograph.</summary>
    public const float EyesPx = 44;

    public static RgbImage Photograph { get; } =
        ImageCodec.Read(Path.Combine(RepositoryPaths.Root, "samples", "pictures", "astronaut.png"));

    public static ImageView View(this RgbImage image) => new(image.Pixels, image.Width, image.Height);

    public static ImmutableArray<DetectedFace> Detect(this OnnxFaceDetector detector, RgbImage image) =>
        detector.Detect(image.View());

    public static RgbImage Scaled(double ratio)
    {
        var side = (int)Math.Round(512 * ratio);
        return Resize.BilinearAntialiased(Photograph, side, side);
    }

    public static RgbImage Crop(int left, int top, int width, int height) =>
        ImageRegion.Crop(Photograph, new PixelRegion(left, top, width, height));

    /// <summary>The photograph turned clockwise about its middle, and where its points are then.</summary>
    public static (RgbImage Image, Vector2[] Points) Turned(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        const double Middle = 255.5;
        var turn = new AffineTransform(
            cos, -sin, Middle - (cos * Middle) + (sin * Middle), sin, cos, Middle - (sin * Middle) - (cos * Middle));
        return (ImageWarp.Bilinear(Photograph, turn, 512, 512), Array.ConvertAll(Points, point => turn.Apply(point)));
    }

    /// <summary>Puts an image into another one.</summary>
    public static void Paste(RgbImage image, RgbImage into, int left, int top)
    {
        for (var y = 0; y < image.Height; y++)
        {
            image.Row(y).CopyTo(into.Row(top + y)[(3 * left)..]);
        }
    }

    /// <summary>An image without a face: grey noise.</summary>
    public static RgbImage Noise(int width, int height)
    {
        var image = new RgbImage(width, height);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }
}
