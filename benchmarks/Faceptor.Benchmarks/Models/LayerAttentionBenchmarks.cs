using BenchmarkDotNet.Attributes;
using Faceptor.Core.Batches;
using Faceptor.Core.Decoders;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Models;

/// <summary>
/// All tasks for the same images in one ragged pass: as in stage 1, and with Layer-Attention of both kinds on for
/// every task with queries.
/// </summary>
public class LayerAttentionBenchmarks
{
    private FaceptorModel _stage1 = null!;
    private FaceptorModel _shared = null!;
    private FaceptorModel _perTask = null!;
    private Tensor _images = null!;
    private TaskRange[] _ranges = null!;

    [Params(1, 8)]
    public int NumImages { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _stage1 = Create(null);
        _shared = Create(LevelProjection.Shared);
        _perTask = Create(LevelProjection.PerTask);
        var sidePx = FaceptorPresets.Small.DenseInputSidePx;
        _images = randn(NumImages, 3, sidePx, sidePx);
        _ranges = [.. _stage1.Tasks.Select(task => new TaskRange(task, 0, NumImages))];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _images.Dispose();
        _stage1.Dispose();
        _shared.Dispose();
        _perTask.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Stage1() => Run(_stage1);

    [Benchmark]
    public void SharedProjection() => Run(_shared);

    [Benchmark]
    public void OwnProjections() => Run(_perTask);

    private static FaceptorModel Create(LevelProjection? projection)
    {
        var model = FaceptorModelFactory.CreateFaceptor(FaceptorPresets.Small, seed: 1);
        foreach (var task in projection is null ? [] : model.Tasks.Where(task => task.NumLabels > 0))
        {
            model.AddLayerAttention(task, projection!.Value);
        }

        return model;
    }

    private void Run(FaceptorModel model)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        model.Forward(_images, _ranges);
    }
}
