using BenchmarkDotNet.Attributes;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Inference;

/// <summary>
/// The encoder of ViT-B beside the products that it cannot do without, each as one call of libtorch: what the machine's
/// matrix multiplication allows.
/// </summary>
public class GemmLimitBenchmarks
{
    private const int NumBlocks = 12;
    private const long EmbedDim = 768;
    private const int NumHeads = 12;
    private const int PatchSize = 16;

    private FaceptorModel _model = null!;
    private Tensor _images = null!;
    private (Tensor Left, Tensor Right)[] _products = null!;

    /// <summary>Side of the images; 8 small ones, or a large one.</summary>
    [Params(112, 512)]
    public int SidePx { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _model = FaceptorModelFactory.CreateFaceptor(FaceptorPresets.Full, seed: 1);
        var numImages = SidePx == 512 ? 1 : 8;
        _images = randn(numImages, 3, SidePx, SidePx);
        var numTokens = (SidePx / PatchSize * (SidePx / PatchSize)) + 1;
        var rows = (long)numImages * numTokens;
        var perHead = EmbedDim / NumHeads;
        _products =
        [
            .. new[] { (EmbedDim, 3 * EmbedDim), (EmbedDim, EmbedDim), (EmbedDim, 4 * EmbedDim), (4 * EmbedDim, EmbedDim) }
                .Select(sizes => (randn(rows, sizes.Item1), randn(sizes.Item1, sizes.Item2))),
            (
                randn(numImages * NumHeads, numTokens, perHead),
                randn(numImages * NumHeads, perHead, numTokens)),
            (
                randn(numImages * NumHeads, numTokens, numTokens),
                randn(numImages * NumHeads, numTokens, perHead)),
        ];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var (left, right) in _products)
        {
            left.Dispose();
            right.Dispose();
        }

        _images.Dispose();
        _model.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Products()
    {
        using var inference = inference_mode();
        for (var block = 0; block < NumBlocks; block++)
        {
            foreach (var (left, right) in _products)
            {
                using var product = left.dim() == 2 ? mm(left, right) : bmm(left, right);
            }
        }
    }

    [Benchmark]
    public void Encoder()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        _model.Encode(_images, NumBlocks);
    }
}
