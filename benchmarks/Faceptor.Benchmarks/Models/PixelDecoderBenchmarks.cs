using BenchmarkDotNet.Attributes;
using Faceptor.Core.Decoders;
using Faceptor.Core.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Models;

/// <summary>Forward and backward of the pixel decoder beside libtorch's own deconvolutions.</summary>
public class PixelDecoderBenchmarks
{
    private PixelDecoder _decoder = null!;
    private ConvTranspose2d _first = null!;
    private ConvTranspose2d _second = null!;
    private Tensor _memory = null!;

    /// <summary>Channels: those of the small network (14 images, 8 x 8) and of Base (4 images, 32 x 32).</summary>
    [Params(64, 256)]
    public int Dim { get; set; }

    private int Side => Dim == 64 ? 8 : 32;

    [GlobalSetup]
    public void Setup()
    {
        _decoder = new PixelDecoder(Dim);
        _first = nn.ConvTranspose2d(Dim, Dim, 2, stride: 2);
        _second = nn.ConvTranspose2d(Dim, Dim, 2, stride: 2);
        _memory = randn(Dim == 64 ? 14 : 4, Side * Side, Dim, requires_grad: true);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _decoder.Dispose();
        _first.Dispose();
        _second.Dispose();
        _memory.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Deconvolutions()
    {
        using var scope = NewDisposeScope();
        var map = _memory.transpose(1, 2).reshape(_memory.size(0), Dim, Side, Side);
        _second.call(nn.functional.gelu(_first.call(map))).sum().backward();
    }

    [Benchmark]
    public void Products()
    {
        using var scope = NewDisposeScope();
        _decoder.call(_memory, new PatchGrid(Side, Side)).sum().backward();
    }
}
