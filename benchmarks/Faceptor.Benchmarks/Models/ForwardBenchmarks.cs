using BenchmarkDotNet.Attributes;
using Faceptor.Core.Batches;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Models;

/// <summary>
/// All seven tasks for the same images: one ragged pass against a pass of the whole network for each task.
/// </summary>
public class ForwardBenchmarks
{
    private IFaceModel _model = null!;
    private Tensor _images = null!;
    private TaskRange[] _ranges = null!;

    [Params(1, 8)]
    public int NumImages { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _model = FaceptorModelFactory.Create(FaceptorPresets.Small, seed: 1);
        var sidePx = FaceptorPresets.Small.DenseInputSidePx;
        _images = randn(NumImages, 3, sidePx, sidePx);
        _ranges = [.. _model.Tasks.Select(task => new TaskRange(task, 0, NumImages))];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _images.Dispose();
        _model.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void OnePassPerTask()
    {
        using var quiet = no_grad();
        foreach (var range in _ranges)
        {
            using var scope = NewDisposeScope();
            _model.Forward(_images, [range]);
        }
    }

    [Benchmark]
    public void OneRaggedPass()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        _model.Forward(_images, _ranges);
    }
}
