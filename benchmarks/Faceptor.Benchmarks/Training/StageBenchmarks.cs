using BenchmarkDotNet.Attributes;

namespace Faceptor.Benchmarks.Training;

/// <summary>
/// A step of the second stage beside one of the first over the same 24 images, on ViT-B: it may cost a third.
/// </summary>
public class StageBenchmarks
{
    private StageWork _work = null!;

    [GlobalSetup(Target = nameof(FirstStage))]
    public void SetUpFirst() => _work = new StageWork(isSecond: false, keepsTokens: false);

    [GlobalSetup(Target = nameof(SecondStage))]
    public void SetUpSecond() => _work = new StageWork(isSecond: true, keepsTokens: false);

    [GlobalSetup(Target = nameof(SecondStageFromMemory))]
    public void SetUpMemory() => _work = new StageWork(isSecond: true, keepsTokens: true);

    [GlobalCleanup]
    public void Cleanup() => _work.Dispose();

    /// <summary>Everything learns.</summary>
    [Benchmark(Baseline = true)]
    public void FirstStage() => _work.Run();

    /// <summary>Layer-Attention learns; images change, so the resting encoder runs.</summary>
    [Benchmark]
    public void SecondStage() => _work.Run();

    /// <summary>Layer-Attention learns; the encoder has seen each image before.</summary>
    [Benchmark]
    public void SecondStageFromMemory() => _work.Run();
}
