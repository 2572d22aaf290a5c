using BenchmarkDotNet.Attributes;
using Faceptor.Core.Tensors;

namespace Faceptor.Benchmarks.Training;

/// <summary>
/// The work of a training step on ViT-B. <c>--steps</c> as the first argument of the program measures the same in a few
/// minutes and prints it beside the released network's figures, with images a second and memory.
/// </summary>
public class TrainingStepBenchmarks
{
    private StepWork _work = null!;

    [ParamsAllValues]
    public WorkKind Kind { get; set; }

    [Params(ComputePrecision.Float32, ComputePrecision.BFloat16)]
    public ComputePrecision Precision { get; set; }

    /// <summary>Whether encoder blocks run again in the backward pass; means nothing for the encoder alone.</summary>
    [Params(false, true)]
    public bool Recomputes { get; set; }

    [GlobalSetup]
    public void Setup() => _work = new StepWork(Kind, Precision, Recomputes);

    [GlobalCleanup]
    public void Cleanup() => _work.Dispose();

    [Benchmark]
    public void Step() => _work.Run();
}
