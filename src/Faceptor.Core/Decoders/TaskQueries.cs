using Faceptor.Core.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// The learned queries of one task: start tokens and the embeddings that are added to queries and keys.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.2, Eq. 2: one query per label. Released configuration: start tokens N(0, 1), embeddings U(0, 1).
/// </remarks>
public sealed class TaskQueries : nn.Module
{
    [ComponentName(Name = "tokens")] private Parameter _tokens;
    [ComponentName(Name = "embeddings")] private Parameter _embeddings;

    /// <summary>Creates random queries.</summary>
    /// <param name="numQueries">Queries Q.</param>
    /// <param name="dim">Token size D.</param>
    public TaskQueries(long numQueries, long dim)
        : base(nameof(TaskQueries))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numQueries);
        _tokens = ParameterFactory.Normal(1, numQueries, dim);
        _embeddings = ParameterFactory.Uniform(numQueries, dim);
        RegisterComponents();
    }

    /// <summary>The embeddings [Q, D], for initial weights.</summary>
    internal Tensor Embeddings => _embeddings;

    /// <summary>The start tokens for a number of images, as rows.</summary>
    /// <param name="numImages">Images B.</param>
    /// <returns>[B Q, D], image by image; owned by the caller.</returns>
    public Tensor TokenRows(long numImages) => Rows(_tokens, numImages);

    /// <summary>The embeddings for a number of images, as rows.</summary>
    /// <param name="numImages">Images B.</param>
    /// <returns>[B Q, D], image by image; owned by the caller.</returns>
    public Tensor EmbeddingRows(long numImages) => Rows(_embeddings, numImages);

    private Tensor Rows(Tensor table, long numImages)
    {
        AliveGuard.Require(this, table);
        using var scope = NewDisposeScope();
        return table.unsqueeze(0).expand(numImages, -1, -1).flatten(0, 1).MoveToOuterDisposeScope();
    }
}
