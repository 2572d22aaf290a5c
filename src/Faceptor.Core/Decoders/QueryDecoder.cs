using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>The transformer decoder that all tasks share; each task brings queries of its own.</summary>
/// <remarks>
/// Paper: Sec. 3.2, Eq. 2 to 4, and Sec. 3.3. A task decodes the encoder's last block (stage 1) unless it holds
/// <see cref="LayerAttention"/> that is on. Released configuration: sine positions through a small learned network, no
/// final norm, and the start of all weights.
/// </remarks>
public sealed class QueryDecoder : nn.Module
{
    private readonly long _encoderDim;
    private readonly long _dim;
    private readonly long _positionGridSide;
    private readonly PositionCache[] _topLevelKeys;
    private readonly PositionCache[] _anyLevelKeys;
    [ComponentName(Name = "input_projection")] private readonly Linear _inputProjection;
    [ComponentName(Name = "position_expand")] private readonly Linear? _positionExpand;
    [ComponentName(Name = "position_project")] private readonly Linear? _positionProject;
    [ComponentName(Name = "position_grid")] private Parameter? _positionGrid;
    [ComponentName(Name = "level_embedding")] private Parameter _levelEmbedding;
    [ComponentName(Name = "queries")] private readonly TaskModules<TaskQueries> _queries;
    [ComponentName(Name = "layers")] private readonly ModuleList<QueryDecoderLayer> _layers;
    [ComponentName(Name = "layer_attention")] private readonly TaskModules<LayerAttention> _layerAttention;

    /// <summary>Creates the decoder with its initial weights and without Layer-Attention.</summary>
    /// <param name="tasks">The tasks whose queries it holds.</param>
    /// <param name="encoderDim">Token size C of the encoder.</param>
    /// <param name="dim">Token size D of the decoder, a multiple of 4.</param>
    /// <param name="numLayers">Decoder layers.</param>
    /// <param name="numHeads">Attention heads.</param>
    /// <param name="feedForwardDim">Inner size of the feed-forward parts.</param>
    /// <param name="positions">Where the memory gets its positions from.</param>
    /// <param name="positionGridSide">Side of the learned position grid, where there is one.</param>
    public QueryDecoder(
        IEnumerable<FaceTask> tasks,
        long encoderDim,
        long dim,
        int numLayers,
        long numHeads,
        long feedForwardDim,
        MemoryPositions positions = MemoryPositions.Sine,
        long positionGridSide = 32)
        : base(nameof(QueryDecoder))
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numLayers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(positionGridSide);
        _encoderDim = encoderDim;
        _dim = dim;
        _positionGridSide = positionGridSide;
        _inputProjection = ParameterFactory.EvenLinear(encoderDim, dim);
        if (positions == MemoryPositions.Learned)
        {
            _positionGrid = ParameterFactory.Normal(1, positionGridSide * positionGridSide, dim);
        }
        else
        {
            // Released configuration: PyTorch's own start, weights and offsets from -1/√D to 1/√D.
            _positionExpand = nn.Linear(dim, dim, dtype: ScalarType.Float32);
            _positionProject = nn.Linear(dim, dim, dtype: ScalarType.Float32);
        }

        _levelEmbedding = ParameterFactory.Normal(1, 1, dim);
        _queries = new TaskModules<TaskQueries>(
            "the model has no queries",
            tasks.Where(task => task.NumLabels > 0),
            task => new TaskQueries(task.NumLabels, dim));
        _layers = new ModuleList<QueryDecoderLayer>(
            [.. Enumerable.Range(0, numLayers).Select(_ => new QueryDecoderLayer(dim, numHeads, feedForwardDim))]);
        _layerAttention = new TaskModules<LayerAttention>("the model has no Layer-Attention");
        _topLevelKeys = [.. Enumerable.Range(0, numLayers).Select(_ => new PositionCache())];
        _anyLevelKeys = [.. Enumerable.Range(0, numLayers).Select(_ => new PositionCache())];
        RegisterComponents();
    }

    /// <summary>Initial weights for learning from nothing; see <see cref="QueryInit"/>.</summary>
    /// <param name="grid">The grid that most images come in.</param>
    /// <param name="hasPlaces">
    /// Whether the queries of a task begin at places of their own; those of other tasks begin with the whole face.
    /// </param>
    /// <remarks>Leaves a decoder with learned positions as it is.</remarks>
    public void InitializeForScratch(PatchGrid grid, Func<FaceTask, bool> hasPlaces)
    {
        if (_positionProject is null)
        {
            return;
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // Wider than the released start, and without offsets: places have to be told apart from the first step.
        foreach (var layer in new[] { _positionExpand!, _positionProject })
        {
            nn.init.normal_(layer.weight, 0, Math.Pow(_dim, -0.5));
            nn.init.zeros_(layer.bias);
        }

        var factor = QueryInit.Fill(
            [.. _layers.Select(layer => layer.CrossAttention)],
            _queries.All.Where(entry => hasPlaces(entry.Key)).Select(entry => entry.Value.Embeddings),
            Positions(grid));
        _positionProject.weight!.copy_(_positionProject.weight.Times(factor));
    }

    /// <summary>Gives a task Layer-Attention that starts as a copy of stage 1; it is on.</summary>
    /// <param name="task">A task with queries here that holds none yet.</param>
    /// <param name="levels">Encoder blocks to look at, counted from 1, rising.</param>
    /// <param name="topBlock">The encoder's last block, which stage 1 looks at.</param>
    /// <param name="projection">How blocks below the last come to the decoder's size.</param>
    /// <returns>What was added; it belongs to the decoder.</returns>
    /// <exception cref="ArgumentException">
    /// The task has no queries here or holds Layer-Attention already, or the levels cannot work.
    /// </exception>
    public LayerAttention AddLayerAttention(
        FaceTask task, IEnumerable<int> levels, int topBlock, LevelProjection projection)
    {
        _queries.Of(task);
        if (_layerAttention.Find(task) is not null)
        {
            throw new ArgumentException(
                $"task '{task}' holds Layer-Attention already; switch it on or off instead.", nameof(task));
        }

        var added = new LayerAttention(levels, topBlock, projection, _levelEmbedding, _inputProjection);
        added.train(training);
        _layerAttention.Add(task, added);
        return added;
    }

    /// <summary>The queries of a task; they belong to the decoder.</summary>
    /// <param name="task">A task with queries here.</param>
    /// <exception cref="ArgumentException">The task has no queries here.</exception>
    public TaskQueries QueriesOf(FaceTask task) => _queries.Of(task);

    /// <summary>The Layer-Attention of a task, on or off; null when it holds none.</summary>
    /// <param name="task">A task.</param>
    public LayerAttention? LayerAttentionOf(FaceTask task) => _layerAttention.Find(task);

    /// <summary>
    /// The encoder blocks that the Layer-Attention of some ranges looks at, rising; none when all is off.
    /// </summary>
    /// <param name="ranges">The ranges.</param>
    public IReadOnlyList<int> BlocksFor(IEnumerable<TaskRange> ranges) =>
        [.. ranges.SelectMany(range => ActiveLayerAttentionOf(range.Task)?.Levels ?? []).Distinct().Order()];

    /// <summary>
    /// Projects the encoder's patch tokens to the decoder's size: the memory of the decoder and the pixel decoder's
    /// input.
    /// </summary>
    /// <param name="patchTokens">Patch tokens of the encoder's last block [B, L, C]; not disposed here.</param>
    /// <returns>Memory [B, L, D], owned by the caller.</returns>
    public Tensor ProjectMemory(Tensor patchTokens)
    {
        AliveGuard.Require(this, _inputProjection.weight);
        ShapeGuard.Dims(patchTokens, 3);
        ShapeGuard.LastDim(patchTokens, _encoderDim);
        return AutocastOps.Linear(patchTokens, _inputProjection);
    }

    /// <summary>Decodes the tokens of every range of a ragged batch.</summary>
    /// <param name="memory">Memory of all images, of the encoder's last block [B, L, D]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches.</param>
    /// <param name="ranges">Tasks with queries and their images.</param>
    /// <param name="blockTokens">
    /// Patch tokens [B, L, C] of the encoder blocks that <see cref="BlocksFor"/> names, by number; not disposed here.
    /// </param>
    /// <param name="attentionHook">
    /// Called with the cross-attention's weights, which costs extra: decoder layer from 0, number of the range, weights
    /// [B, N, Q, T L], levels rising, which are disposed afterwards. Null as a rule.
    /// </param>
    /// <returns>For each range its tokens [B, Q, D], owned by the caller.</returns>
    public IReadOnlyList<Tensor> Decode(
        Tensor memory,
        PatchGrid grid,
        IReadOnlyList<TaskRange> ranges,
        IReadOnlyDictionary<int, Tensor>? blockTokens = null,
        Action<int, int, Tensor>? attentionHook = null)
    {
        AliveGuard.Require(this, _inputProjection.weight);
        ShapeGuard.Dims(memory, 3);
        ShapeGuard.LastDim(memory, _dim);
        ArgumentNullException.ThrowIfNull(ranges);
        if (ranges.Count == 0)
        {
            return [];
        }

        if (training || is_grad_enabled())
        {
            // Both kinds, because this pass may ask for one of them only.
            ClearCache();
        }

        using var scope = NewDisposeScope();
        var rows = new PackedQueries(ranges);
        // Both [M, D].
        var tokens = cat([.. ranges.Select(range => _queries.Of(range.Task).RepeatTokens(range.NumImages))]);
        var embeddings = cat([.. ranges.Select(range => _queries.Of(range.Task).RepeatEmbeddings(range.NumImages))]);
        var levels = MultiLevelMemory.Create(
            memory,
            ranges,
            ActiveLayerAttentionOf,
            blockTokens ?? ImmutableDictionary<int, Tensor>.Empty,
            _inputProjection,
            _levelEmbedding);
        var positions = new Lazy<Tensor>(() => Positions(grid));
        var topLevelPositions = new Lazy<Tensor>(() => positions.Value.Plus(_levelEmbedding));
        for (var index = 0; index < _layers.Count; index++)
        {
            var number = index;
            // Formed out here, because all layers share the positions.
            var positionKeys = new PositionKeys(
                levels.HasPlainRanges ? KeysOf(_topLevelKeys[number], grid, number, topLevelPositions) : null,
                levels.HasLevelRanges ? KeysOf(_anyLevelKeys[number], grid, number, positions) : null);
            tokens = _layers[number].Forward(
                tokens,
                embeddings,
                rows,
                levels,
                positionKeys,
                attentionHook is null ? null : (range, weights) => attentionHook(number, range, weights));
        }

        return [.. ranges.Select((_, index) => rows.Of(index, tokens).MoveToOuterDisposeScope())];
    }

    /// <summary>
    /// Forgets what evaluation has cached; needed after the weights were changed outside of training.
    /// </summary>
    public void ClearCache()
    {
        foreach (var cache in _topLevelKeys.Concat(_anyLevelKeys))
        {
            cache.Clear();
        }
    }

    /// <summary>What a task decodes with; null when it decodes as in stage 1.</summary>
    private LayerAttention? ActiveLayerAttentionOf(FaceTask task) =>
        _layerAttention.Find(task) is { IsOn: true } active ? active : null;

    private Tensor KeysOf(PositionCache cache, PatchGrid grid, int layer, Lazy<Tensor> positions) =>
        cache.Get(grid, _levelEmbedding, training, () => _layers[layer].KeysOf(positions.Value));

    /// <summary>Where a memory token lies [L, D].</summary>
    private Tensor Positions(PatchGrid grid)
    {
        if (_positionGrid is { } learned)
        {
            return GridResizing.Bicubic(learned, _positionGridSide, grid);
        }

        var code = SineEncoding.Encode(grid, _dim, _levelEmbedding.device).to(_levelEmbedding.dtype);
        return AutocastOps.Linear(AutocastOps.Linear(code, _positionExpand!).relu(), _positionProject!);
    }
}

/// <summary>Where the decoder's memory gets its positions from.</summary>
public enum MemoryPositions
{
    /// <summary>A fixed sine code through a small learned network. Released configuration.</summary>
    Sine,

    /// <summary>
    /// A freely learned grid P. Paper: Sec. 3.3, Eq. 7. Our choice, because the paper has one size of grid and the
    /// network sees several: the learned grid is as large as the encoder's and is resized by the encoder's rule
    /// (bicubic, corners not aligned, no antialiasing); it starts as N(0, 1), the size of the level embeddings.
    /// </summary>
    Learned,
}
