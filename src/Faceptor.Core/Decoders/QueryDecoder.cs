using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using Faceptor.Core.Tasks;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>The transformer decoder that all tasks share; each task brings queries of its own.</summary>
/// <remarks>
/// Paper: Sec. 3.2, Eq. 2 to 4. Released configuration: one memory level (the encoder's last block), sine positions
/// through a small learned network, no final norm.
/// </remarks>
public sealed class QueryDecoder : nn.Module
{
    private readonly long _encoderDim;
    private readonly long _dim;
    private readonly GridCache[] _placeKeys;
    [ComponentName(Name = "input_projection")] private readonly Linear _inputProjection;
    [ComponentName(Name = "position_expand")] private readonly Linear _positionExpand;
    [ComponentName(Name = "position_project")] private readonly Linear _positionProject;
    [ComponentName(Name = "level_embedding")] private Parameter _levelEmbedding;
    [ComponentName(Name = "queries")] private readonly TaskQueryTable _queries;
    [ComponentName(Name = "layers")] private readonly ModuleList<QueryDecoderLayer> _layers;

    /// <summary>Creates the decoder with its initial weights.</summary>
    /// <param name="tasks">The tasks whose queries it holds.</param>
    /// <param name="encoderDim">Token size of the encoder.</param>
    /// <param name="dim">Token size D of the decoder, a multiple of 4.</param>
    /// <param name="numLayers">Decoder layers.</param>
    /// <param name="numHeads">Attention heads.</param>
    /// <param name="feedForwardDim">Inner size of the feed-forward parts.</param>
    public QueryDecoder(
        IEnumerable<FaceTask> tasks,
        long encoderDim,
        long dim,
        int numLayers,
        long numHeads,
        long feedForwardDim)
        : base(nameof(QueryDecoder))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numLayers);
        var std = Math.Pow(dim, -0.5);
        _encoderDim = encoderDim;
        _dim = dim;
        _inputProjection = ParameterFactory.Linear(encoderDim, dim, Math.Pow(encoderDim, -0.5));
        _positionExpand = ParameterFactory.Linear(dim, dim, std);
        _positionProject = ParameterFactory.Linear(dim, dim, std);
        _levelEmbedding = ParameterFactory.Normal(1, 1, dim);
        _queries = new TaskQueryTable(tasks, dim);
        _layers = new ModuleList<QueryDecoderLayer>(
            [.. Enumerable.Range(0, numLayers).Select(_ => new QueryDecoderLayer(dim, numHeads, feedForwardDim))]);
        _placeKeys = [.. Enumerable.Range(0, numLayers).Select(_ => new GridCache())];
        RegisterComponents();
    }

    /// <summary>
    /// Projects the encoder's patch tokens to the decoder's size: the memory of the decoder and the pixel decoder's
    /// input.
    /// </summary>
    /// <param name="patchTokens">Patch tokens of the encoder's last block [B, L, C]; not disposed here.</param>
    /// <returns>Memory [B, L, D], owned by the caller.</returns>
    public Tensor ProjectMemory(Tensor patchTokens)
    {
        ShapeGuard.Dims(patchTokens, 3);
        ShapeGuard.LastDim(patchTokens, _encoderDim);
        return _inputProjection.call(patchTokens);
    }

    /// <summary>Decodes the tokens of every range of a ragged batch.</summary>
    /// <param name="memory">Memory of all images [B, L, D]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches.</param>
    /// <param name="ranges">Tasks with queries and their images.</param>
    /// <returns>For each range its tokens [B, Q, D], owned by the caller.</returns>
    public IReadOnlyList<Tensor> Decode(Tensor memory, PatchGrid grid, IReadOnlyList<TaskRange> ranges)
    {
        ShapeGuard.Dims(memory, 3);
        ShapeGuard.LastDim(memory, _dim);
        ArgumentNullException.ThrowIfNull(ranges);
        if (ranges.Count == 0)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        var rows = new TokenRows(ranges);
        // Both [M, D].
        var tokens = cat([.. ranges.Select(range => _queries.Of(range.Task).TokenRows(range.NumImages))]);
        var embeddings = cat([.. ranges.Select(range => _queries.Of(range.Task).EmbeddingRows(range.NumImages))]);
        var places = new Lazy<Tensor>(() => Places(grid));
        for (var index = 0; index < _layers.Count; index++)
        {
            var layer = _layers[index];
            var placeKeys = _placeKeys[index].Get(grid, _levelEmbedding, training, () => layer.PlaceKeys(places.Value));
            tokens = layer.Forward(tokens, embeddings, rows, memory, placeKeys);
        }

        return [.. ranges.Select((_, index) => rows.Of(index, tokens).MoveToOuterDisposeScope())];
    }

    /// <summary>
    /// Forgets what evaluation has cached; needed after the weights were changed outside of training.
    /// </summary>
    public void ClearCache()
    {
        foreach (var cache in _placeKeys)
        {
            cache.Clear();
        }
    }

    /// <summary>
    /// Where a memory token lies: the position code through its network, plus the level's embedding [L, D].
    /// </summary>
    private Tensor Places(PatchGrid grid)
    {
        var code = SineEncoding.Encode(grid, _dim, _levelEmbedding.device).to(_levelEmbedding.dtype);
        return _positionProject.call(_positionExpand.call(code).relu()).Plus(_levelEmbedding);
    }
}
