using BenchmarkDotNet.Attributes;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Inference;

/// <summary>
/// The feed-forward part of an encoder block of ViT-B for an image of 512 or 8 images of 112 pixels: QuickGELU as three
/// operations on its tensor, as before, and as one in place between scaled products; the products alone.
/// </summary>
public class QuickGeluBenchmarks
{
    private const long EmbedDim = 768;

    private FeedForward _layer = null!;
    private Tensor _input = null!;
    private Dictionary<string, Tensor> _weights = null!;

    /// <summary>Tokens: 1 x 1,025 or 8 x 50.</summary>
    [Params(1025, 400)]
    public int NumTokens { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _layer = new FeedForward(EmbedDim, 4 * EmbedDim, FeedForwardActivation.QuickGelu, 0.02, 0.02);
        _weights = _layer.state_dict();
        _input = randn(1, NumTokens, EmbedDim);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _input.Dispose();
        _layer.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Before() => Run(hidden => nn.functional.silu(hidden.Times(1.702)).Times(1 / 1.702));

    [Benchmark]
    public void Now()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        _layer.call(_input);
    }

    [Benchmark]
    public void ProductsAlone() => Run(hidden => hidden);

    private void Run(Func<Tensor, Tensor> activation)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var hidden = nn.functional.linear(_input, _weights["linear1.weight"], _weights["linear1.bias"]);
        nn.functional.linear(activation(hidden), _weights["linear2.weight"], _weights["linear2.bias"]);
    }
}
