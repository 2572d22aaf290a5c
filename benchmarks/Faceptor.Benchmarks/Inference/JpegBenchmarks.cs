using BenchmarkDotNet.Attributes;
using Faceptor.Imaging;
using Faceptor.Imaging.Codecs;
using Faceptor.Imaging.Geometry;
using Faceptor.Imaging.Natives;

namespace Faceptor.Benchmarks.Inference;

/// <summary>
/// Decoding a photograph by Skia and by libturbojpeg, and of a large one a face alone. Without libturbojpeg on the machine
/// both ways are Skia's.
/// </summary>
public class JpegBenchmarks
{
    private byte[] _jpeg = null!;
    private PixelRegion _face;

    /// <summary>A crop of a face, and an image of 3 megapixels.</summary>
    [Params(112, 1750)]
    public int SidePx { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var photograph = ImageCodec.Read(Path.Combine(Repository.Root, "samples", "pictures", "astronaut.png"));
        _jpeg = ImageCodec.EncodeJpeg(Resize.BicubicAntialiased(photograph, SidePx, SidePx), 90);
        _face = new PixelRegion(SidePx / 3, SidePx / 8, SidePx / 5, SidePx / 4);
    }

    [Benchmark(Baseline = true)]
    public RgbImage Skia() => ImageCodec.Decode(_jpeg, "photograph", ImageOrientation.Upright, turbo: null);

    [Benchmark]
    public RgbImage Turbo() => ImageCodec.Decode(_jpeg, "photograph", ImageOrientation.Upright, TurboJpegRuntime.Current);

    [Benchmark]
    public RgbImage FaceBySkia() => Face(null);

    [Benchmark]
    public RgbImage FaceByBoth() => Face(TurboJpegRuntime.Current);

    private RgbImage Face(TurboJpeg? turbo) => EncodedImage.Use<RgbImage>(
        _jpeg, "photograph", image => PartDecoder.Decode(image, ImageOrientation.Upright, (_, _) => _face, turbo));
}
