using BenchmarkDotNet.Attributes;
using Faceptor.Synthetic;

namespace Faceptor.Benchmarks.Data;

/// <summary>One drawn face: a small crop without a map of parts, and a large image with one.</summary>
public class DrawBenchmarks
{
    private SyntheticFaceParameters _parameters = null!;

    [GlobalSetup]
    public void Setup() => _parameters = new SyntheticFaceParameters
    {
        Identity = SyntheticIdentity.Create(seed: 1, number: 1),
        AgeYears = 40,
        Expression = Expression.Happy,
        NoiseLevels = 3,
    };

    [Benchmark(Baseline = true)]
    public SyntheticFace Crop112() => SyntheticFaceRenderer.Draw(_parameters, SyntheticFrame.Recognition);

    [Benchmark]
    public SyntheticFace Image256WithMap512() => SyntheticFaceRenderer.Draw(_parameters, SyntheticFrame.CelebAHq);
}
