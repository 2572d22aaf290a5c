using BenchmarkDotNet.Attributes;
using Faceptor.Core.Batches;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Inference;

/// <summary>
/// Faceptor-Full's seven tasks of 112 pixels for eight faces: one pass for each, one pass for all, and two threads with
/// four faces each and one processor each.
/// </summary>
public class ManyFacesBenchmarks
{
    private const int NumFaces = 8;
    private const int SidePx = 112;

    private FaceptorModel _model = null!;
    private FaceTask[] _tasks = null!;
    private Tensor _together = null!;
    private Tensor[] _single = null!;

    /// <summary>Threads within libtorch, for a pass alone.</summary>
    [Params(1, 2)]
    public int NumThreads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _model = FaceptorModelFactory.CreateFaceptor(FaceptorPresets.Full, seed: 1);
        _tasks = [.. _model.Tasks.Where(task => !task.IsDense)];
        _together = randn(NumFaces, 3, SidePx, SidePx);
        _single = [.. Enumerable.Range(0, NumFaces).Select(index => _together.narrow(0, index, 1).clone())];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        Array.ForEach(_single, image => image.Dispose());
        _together.Dispose();
        _model.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void OnePassAFace()
    {
        set_num_threads(NumThreads);
        foreach (var image in _single)
        {
            Run(image, 1);
        }
    }

    [Benchmark]
    public void OnePassForAll()
    {
        set_num_threads(NumThreads);
        Run(_together, NumFaces);
    }

    [Benchmark]
    public void TwoCallers()
    {
        // The number of threads belongs to the thread that sets it.
        var threads = Enumerable.Range(0, 2).Select(half => new Thread(() =>
        {
            set_num_threads(1);
            foreach (var image in _single[(half * NumFaces / 2)..((half + 1) * NumFaces / 2)])
            {
                Run(image, 1);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private void Run(Tensor images, int numImages)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        _model.Forward(images, [.. _tasks.Select(task => new TaskRange(task, 0, numImages))]);
    }
}
