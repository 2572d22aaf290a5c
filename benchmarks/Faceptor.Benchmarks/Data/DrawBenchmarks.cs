using BenchmarkDotNet.Attributes;
using Faceptor.Core.Tasks;
using Faceptor.Data.Synthetic;

namespace Faceptor.Benchmarks.Data;

/// <summary>One drawn face: a small crop without a map of parts, and a large picture with one.</summary>
public class DrawBenchmarks
{
    private DrawnFaceParameters _parameters = null!;

    [GlobalSetup]
    public void Setup() => _parameters = new DrawnFaceParameters
    {
        Person = DrawnPerson.Create(seed: 1, number: 1),
        AgeYears = 40,
        Expression = Expression.Happy,
        NoiseLevels = 3,
    };

    [Benchmark(Baseline = true)]
    public DrawnFace Crop112() => DrawnFaceRenderer.Draw(_parameters, DrawnFrame.Recognition);

    [Benchmark]
    public DrawnFace Picture256WithMap512() => DrawnFaceRenderer.Draw(_parameters, DrawnFrame.CelebAHq);
}
