using Faceptor.Core.Decoders;
using Faceptor.Models.Families;

namespace Faceptor.Models.Weights;

/// <summary>
/// Names and shapes of a model's tensors, told from its options alone: a weight file is compared with them before the
/// model is made, so that no file asks for memory that it does not fill.
/// </summary>
internal sealed class ModelShapes
{
    private const int FeedForwardFactor = 4;
    private const int GateReduction = 16;
    private const int NumPyramidLevels = 4;

    private readonly OrderedDictionary<string, long[]> _shapes = new(StringComparer.Ordinal);
    private readonly FaceptorOptions _options;

    private ModelShapes(FaceptorOptions options)
    {
        _options = options;
    }

    /// <summary>The shapes of a model that these options make.</summary>
    /// <param name="options">Options that have been validated.</param>
    public static IReadOnlyDictionary<string, long[]> Of(FaceptorOptions options)
    {
        var shapes = new ModelShapes(options);
        shapes.AddEncoder();
        if (options.Architecture == ModelArchitecture.Naive)
        {
            shapes.AddNaiveHeads();
        }
        else
        {
            shapes.AddDecoders();
        }

        return shapes._shapes;
    }

    /// <summary>The shapes of a model that there is.</summary>
    public static IReadOnlyDictionary<string, long[]> Of(IFaceModel model) =>
        new OrderedDictionary<string, long[]>(
            model.Module.state_dict().Select(pair => KeyValuePair.Create(pair.Key, pair.Value.shape)),
            StringComparer.Ordinal);

    /// <summary>How many numbers shapes hold.</summary>
    public static long Count(IEnumerable<IReadOnlyList<long>> shapes) =>
        shapes.Sum(shape => shape.Aggregate(1L, (product, size) => product * size));

    private void AddEncoder()
    {
        long dim = _options.EncoderDim;
        long patch = _options.PatchSize;
        long side = _options.PositionGridSide;
        Add("encoder.class_token", dim);
        Add("encoder.projection", _options.UnusedProjectionDim > 0, dim, _options.UnusedProjectionDim);
        Add("encoder.patch_embedding.weight", dim, 3, patch, patch);
        Add("encoder.positions.weight", (side * side) + 1, dim);
        AddNorm("encoder.norm_pre", dim);
        for (var index = 0; index < _options.EncoderBlocks; index++)
        {
            var block = $"encoder.blocks.{index}";
            AddNorm($"{block}.norm1", dim);
            AddAttention($"{block}.attention", dim);
            AddNorm($"{block}.norm2", dim);
            AddLinear($"{block}.feed_forward.linear1", FeedForwardFactor * dim, dim);
            AddLinear($"{block}.feed_forward.linear2", dim, FeedForwardFactor * dim);
        }

        if (_options.UnusedProjectionDim > 0)
        {
            AddNorm("encoder.norm_post", dim);
        }
    }

    private void AddDecoders()
    {
        long tokenDim = _options.EncoderDim;
        long dim = _options.DecoderDim;
        long side = _options.PositionGridSide;
        var isLearned = _options.PositionEmbedding == MemoryPositions.Learned;
        Add("decoder.level_embedding", 1, dim);
        AddLinear("decoder.input_projection", dim, tokenDim);
        Add("decoder.position_grid", isLearned, side * side, dim);
        if (!isLearned)
        {
            AddLinear("decoder.position_expand", dim, dim);
            AddLinear("decoder.position_project", dim, dim);
        }

        foreach (var task in _options.Tasks.Where(task => task.NumLabels > 0))
        {
            Add($"decoder.queries.{task.Id}.tokens", task.NumLabels, dim);
            Add($"decoder.queries.{task.Id}.embeddings", task.NumLabels, dim);
        }

        for (var index = 0; index < _options.DecoderLayers; index++)
        {
            var layer = $"decoder.layers.{index}";
            AddAttention($"{layer}.cross_attention", dim);
            AddNorm($"{layer}.norm1", dim);
            AddAttention($"{layer}.self_attention", dim);
            AddNorm($"{layer}.norm2", dim);
            AddLinear($"{layer}.feed_forward.linear1", _options.DecoderFeedForwardDim, dim);
            AddLinear($"{layer}.feed_forward.linear2", dim, _options.DecoderFeedForwardDim);
            AddNorm($"{layer}.norm3", dim);
        }

        foreach (var entry in _options.LayerAttention)
        {
            AddLayerAttention(entry);
        }

        AddDeconvolution("pixel_decoder.upsample1", dim);
        AddNorm("pixel_decoder.norm.norm", dim);
        AddDeconvolution("pixel_decoder.upsample2", dim);
        AddLinear("map_head.linear1", dim, dim);
        AddLinear("map_head.linear2", dim, dim);
        AddLinear("map_head.linear3", dim, dim);
        AddLinear("value_head.linear", 1, dim);
        AddIdentityHead();
    }

    private void AddLayerAttention(LayerAttentionOptions entry)
    {
        var levels = entry.LevelsOf(_options.EncoderBlocks);
        var numLower = levels.Count(level => level != _options.EncoderBlocks);
        var own = $"decoder.layer_attention.{entry.Task.Id}";
        var hasProjections = entry.Projection == LevelProjection.PerTask;
        Add($"{own}.level_embeddings", hasProjections ? numLower : levels.Count, _options.DecoderDim);
        for (var index = 0; hasProjections && index < numLower; index++)
        {
            AddLinear($"{own}.projections.{index}", _options.DecoderDim, _options.EncoderDim);
        }
    }

    private void AddNaiveHeads()
    {
        foreach (var tasks in _options.Tasks.GroupBy(task => FamilyNetwork.Of(task.Family)))
        {
            tasks.Key.AddNaiveShapes(this, tasks);
        }
    }

    /// <summary>Adds the identity head, the same in both networks.</summary>
    public void AddIdentityHead()
    {
        long tokenDim = _options.EncoderDim;
        long dim = _options.IdentityDim;
        AddNorm("identity_head.norm", tokenDim);
        Add("identity_head.linear1.weight", tokenDim, tokenDim);
        AddBatchNorm("identity_head.batch_norm1", tokenDim);
        Add("identity_head.linear2.weight", dim, tokenDim);
        AddBatchNorm("identity_head.batch_norm2", dim);
    }

    /// <summary>Adds the subnet of a family of Naive Faceptor that answers with numbers.</summary>
    public void AddSwinFace(string head, IEnumerable<FaceTask> tasks)
    {
        long dim = _options.NaiveHeads.AttributeDim;
        var numLevels = _options.NaiveHeads.AttributeBlocks.Count;
        for (var index = 0; index < numLevels; index++)
        {
            Add($"{head}.subnet.levels.{index}.weight", dim / numLevels, _options.EncoderDim, 3, 3);
        }

        AddLinear($"{head}.subnet.gate.linear1", dim / GateReduction, dim);
        AddLinear($"{head}.subnet.gate.linear2", dim, dim / GateReduction);
        AddBatchNorm($"{head}.subnet.batch_norm", dim);
        AddLinear($"{head}.subnet.linear1", dim, dim);
        AddLinear($"{head}.subnet.linear2", dim, dim);
        foreach (var task in tasks)
        {
            AddLinear($"{head}.outputs.{task.Id}", task.NumLabels, dim);
        }
    }

    /// <summary>Adds the subnet of a family of Naive Faceptor that answers with maps.</summary>
    public void AddUperNet(string head, IEnumerable<FaceTask> tasks)
    {
        long tokenDim = _options.EncoderDim;
        long dim = _options.NaiveHeads.DenseDim;
        var pyramid = $"{head}.subnet.pyramid";
        AddDeconvolution($"{pyramid}.fourfold_upsample1", tokenDim);
        AddBatchNorm($"{pyramid}.fourfold_norm", tokenDim);
        AddDeconvolution($"{pyramid}.fourfold_upsample2", tokenDim);
        AddDeconvolution($"{pyramid}.twofold_upsample", tokenDim);
        for (var index = 0; index < NumPyramidLevels; index++)
        {
            AddUnit($"{head}.subnet.context.pools.{index}", tokenDim, dim, 1);
        }

        AddUnit($"{head}.subnet.context.fuse", tokenDim + (NumPyramidLevels * dim), dim, 3);
        for (var index = 0; index < NumPyramidLevels - 1; index++)
        {
            AddUnit($"{head}.subnet.laterals.{index}", tokenDim, dim, 1);
            AddUnit($"{head}.subnet.smooths.{index}", dim, dim, 3);
        }

        AddUnit($"{head}.subnet.fuse", NumPyramidLevels * dim, dim, 3);
        foreach (var task in tasks)
        {
            Add($"{head}.outputs.{task.Id}.weight", task.NumLabels, dim, 1, 1);
            Add($"{head}.outputs.{task.Id}.bias", task.NumLabels);
        }
    }

    private void AddUnit(string name, long inputDim, long outputDim, long kernelSize)
    {
        Add($"{name}.conv.weight", outputDim, inputDim, kernelSize, kernelSize);
        AddBatchNorm($"{name}.batch_norm", outputDim);
    }

    private void AddAttention(string name, long dim)
    {
        Add($"{name}.in_proj_weight", 3 * dim, dim);
        Add($"{name}.in_proj_bias", 3 * dim);
        AddLinear($"{name}.out_proj", dim, dim);
    }

    private void AddDeconvolution(string name, long dim)
    {
        Add($"{name}.weight", dim, dim, 2, 2);
        Add($"{name}.bias", dim);
    }

    private void AddLinear(string name, long outputDim, long inputDim)
    {
        Add($"{name}.weight", outputDim, inputDim);
        Add($"{name}.bias", outputDim);
    }

    private void AddBatchNorm(string name, long dim)
    {
        AddNorm(name, dim);
        Add($"{name}.running_mean", dim);
        Add($"{name}.running_var", dim);
        Add($"{name}.num_batches_tracked");
    }

    private void AddNorm(string name, long dim)
    {
        Add($"{name}.weight", dim);
        Add($"{name}.bias", dim);
    }

    private void Add(string name, bool isThere, params long[] shape)
    {
        if (isThere)
        {
            Add(name, shape);
        }
    }

    private void Add(string name, params long[] shape) => _shapes[name] = shape;
}
