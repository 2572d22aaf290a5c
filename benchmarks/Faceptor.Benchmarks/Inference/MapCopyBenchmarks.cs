using BenchmarkDotNet.Attributes;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Inference;

/// <summary>
/// From 19 maps of 512 x 512 in a tensor to an array that is known to be finite: number by number with libtorch's
/// comparisons, as before, and by memory with one pass.
/// </summary>
public class MapCopyBenchmarks
{
    private Tensor _maps = null!;

    [GlobalSetup]
    public void Setup() => _maps = randn(19, 512, 512);

    [GlobalCleanup]
    public void Cleanup() => _maps.Dispose();

    [Benchmark(Baseline = true)]
    public float[] Before()
    {
        using var scope = NewDisposeScope();
        return _maps.isfinite().all().item<bool>() ? [.. _maps.data<float>()] : [];
    }

    [Benchmark]
    public float[] Now()
    {
        var numbers = _maps.ToNumbers<float>();
        return TensorNumbers.AreFinite(numbers) ? numbers : [];
    }
}
