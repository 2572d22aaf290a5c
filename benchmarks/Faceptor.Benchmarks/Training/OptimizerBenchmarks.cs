using BenchmarkDotNet.Attributes;
using Faceptor.Models;
using Faceptor.Training.Optimization;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Training;

/// <summary>One AdamW step over all parameters of the small network: TorchSharp's own against the fused one.</summary>
public class OptimizerBenchmarks
{
    private const double LearningRate = 5e-5;
    private const double WeightDecay = 0.05;

    private IFaceModel _model = null!;
    private optim.Optimizer _plain = null!;
    private FusedAdamW _fused = null!;

    [GlobalSetup]
    public void Setup()
    {
        _model = FaceptorModelFactory.Create(FaceptorPresets.Small, seed: 1);
        using (no_grad())
        {
            foreach (var parameter in _model.Module.parameters())
            {
                parameter.grad = randn_like(parameter);
            }
        }

        _plain = optim.AdamW(_model.Module.parameters(), LearningRate, weight_decay: WeightDecay);
        var named = _model.Module.named_parameters().Select(entry => new NamedParameter(entry.name, entry.parameter));
        _fused = new FusedAdamW([new ParameterGroup(named, WeightDecay) { LearningRate = LearningRate }]);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _fused.Dispose();
        _plain.Dispose();
        _model.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void TorchSharpAdamW() => _plain.step().Dispose();

    [Benchmark]
    public void FusedAdamWStep() => _fused.Step();
}
