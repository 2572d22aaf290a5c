using Faceptor.Training.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Faceptor.Benchmarks.Training;

/// <summary>
/// Forward and backward of CosFace over the identities of MS1MV3, by our function or composed of libtorch's.
/// </summary>
internal sealed class CosFaceWork : IDisposable
{
    private const int NumIdentities = 93_431;
    private const int EmbedDim = 512;

    private readonly bool _isComposed;
    private readonly CosFaceLoss _loss = new(NumIdentities, EmbedDim);
    private readonly Tensor _embeddings;
    private readonly Tensor _identities;

    public CosFaceWork(int batchSize, bool isComposed)
    {
        _isComposed = isComposed;
        _embeddings = randn(batchSize, EmbedDim, requires_grad: true);
        _identities = randint(NumIdentities, batchSize, dtype: ScalarType.Int64);
    }

    /// <summary>What the gradient of the directions takes.</summary>
    public static long GradientBytes => (long)NumIdentities * EmbedDim * sizeof(float);

    private Parameter Classifier => _loss.parameters().Single();

    public void Run()
    {
        using var scope = NewDisposeScope();
        _loss.zero_grad();
        (_isComposed ? Composed() : _loss.call(_embeddings, _identities)).backward();
    }

    public void Dispose()
    {
        _loss.Dispose();
        _embeddings.Dispose();
        _identities.Dispose();
    }

    private Tensor Composed()
    {
        var cosines = F.linear(F.normalize(_embeddings), F.normalize(Classifier));
        var margins = full([_embeddings.size(0), 1], -CosFaceLoss.DefaultMargin);
        var lowered = cosines.scatter_add(1, _identities.unsqueeze(-1), margins);
        return F.cross_entropy(lowered * CosFaceLoss.DefaultScale, _identities);
    }
}
