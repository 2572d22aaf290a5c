using BenchmarkDotNet.Attributes;
using Faceptor.Imaging;

namespace Faceptor.Benchmarks.Data;

/// <summary>The three ways of resizing, at the sizes that the datasets ask for.</summary>
public class ResizeBenchmarks
{
    private RgbImage _source = null!;

    /// <summary>CelebAMask-HQ's step from 1024 to 512, and an image cut down to an attribute task's input.</summary>
    [Params(512, 112)]
    public int SidePx { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _source = new RgbImage(1024, 1024);
        new Random(1).NextBytes(_source.Pixels);
    }

    [Benchmark(Baseline = true)]
    public RgbImage Bilinear() => Resize.Bilinear(_source, SidePx, SidePx);

    [Benchmark]
    public RgbImage BilinearAntialiased() => Resize.BilinearAntialiased(_source, SidePx, SidePx);

    [Benchmark]
    public RgbImage BicubicAntialiased() => Resize.BicubicAntialiased(_source, SidePx, SidePx);
}
