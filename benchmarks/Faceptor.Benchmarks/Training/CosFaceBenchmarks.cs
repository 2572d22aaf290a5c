using BenchmarkDotNet.Attributes;

namespace Faceptor.Benchmarks.Training;

/// <summary>CosFace over 93,431 identities: composed of libtorch's operations against our own backward pass.</summary>
public class CosFaceBenchmarks
{
    private CosFaceWork _composed = null!;
    private CosFaceWork _ours = null!;

    [Params(64, 256)]
    public int BatchSize { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _composed = new CosFaceWork(BatchSize, isComposed: true);
        _ours = new CosFaceWork(BatchSize, isComposed: false);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _composed.Dispose();
        _ours.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Composed() => _composed.Run();

    [Benchmark]
    public void CosFace() => _ours.Run();
}
