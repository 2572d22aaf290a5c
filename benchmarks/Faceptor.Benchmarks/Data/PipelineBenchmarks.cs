using BenchmarkDotNet.Attributes;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;

namespace Faceptor.Benchmarks.Data;

/// <summary>
/// What a training sample costs, from the encoded image to normalised planes with everything that training does to
/// it: the whole way on one thread, its stages, and the loader with one and two workers. Times are per sample.
/// </summary>
public class PipelineBenchmarks
{
    private const int NumSamples = 64;
    private const int BatchSize = 8;

    private EncodedDataset _dataset = null!;
    private ISampleTransform _transform = null!;
    private FaceSample[] _samples = null!;
    private float[] _planes = null!;
    private WorkerPool[] _workers = null!;
    private IEnumerator<TaskBatch>[] _batches = null!;
    private long _draw;

    /// <summary>The way of preparing.</summary>
    [ParamsAllValues]
    public PipelineFamily Family { get; set; }

    /// <summary>Whether libturbojpeg decodes where it is found.</summary>
    public bool UsesTurbo { get; set; } = true;

    [GlobalSetup]
    public void Setup()
    {
        _dataset = new EncodedDataset(Family) { UsesTurbo = UsesTurbo };
        _transform = SampleTransforms.ForTraining(
            _dataset.Task, _dataset.Task.IsDense ? 512 : 112, InputNormalization.Released);
        _planes = new float[3 * _transform.SidePx * _transform.SidePx];
        _samples = [.. Enumerable.Range(0, 16).Select(_dataset.Read)];
        _workers = [new WorkerPool(1), new WorkerPool(2)];
        _batches = [.. _workers.Select(workers => Load(workers).GetEnumerator())];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        Array.ForEach(_batches, batches => batches.Dispose());
        Array.ForEach(_workers, workers => workers.Dispose());
    }

    /// <summary>Decode and prepare on one thread.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = NumSamples)]
    public void Whole()
    {
        for (var i = 0; i < NumSamples; i++)
        {
            _transform.Prepare(_dataset.Read(i), new SeededRandom(1, _draw++), _planes);
        }
    }

    /// <summary>The first stage alone.</summary>
    [Benchmark(OperationsPerInvoke = NumSamples)]
    public void Decode()
    {
        for (var i = 0; i < NumSamples; i++)
        {
            _dataset.Decode(i);
        }
    }

    /// <summary>Everything after decoding, and after parsing's resize to the size of its masks.</summary>
    [Benchmark(OperationsPerInvoke = NumSamples)]
    public void Prepare()
    {
        for (var i = 0; i < NumSamples; i++)
        {
            _transform.Prepare(_samples[i % _samples.Length], new SeededRandom(1, _draw++), _planes);
        }
    }

    /// <summary>Batches from the loader, one worker.</summary>
    [Benchmark(OperationsPerInvoke = NumSamples)]
    public void LoaderOneWorker() => Take(_batches[0]);

    /// <summary>Batches from the loader, two workers.</summary>
    [Benchmark(OperationsPerInvoke = NumSamples)]
    public void LoaderTwoWorkers() => Take(_batches[1]);

    private static void Take(IEnumerator<TaskBatch> batches)
    {
        for (var i = 0; i < NumSamples / BatchSize; i++)
        {
            batches.MoveNext();
            batches.Current.Dispose();
        }
    }

    private IEnumerable<TaskBatch> Load(WorkerPool workers) => new BatchLoader(
        _dataset, _transform, new BatchLoaderOptions { BatchSize = BatchSize, Prefetch = 2 }, workers).Train();
}
