using System.Globalization;
using Faceptor.Core.Decoders;
using Faceptor.Core.Encoders;
using Faceptor.Models.Families;

namespace Faceptor.Models.Weights;

/// <summary>The options of a model as the shapes of a foreign file tell them.</summary>
/// <remarks>
/// What shapes cannot tell – numbers of heads, input sizes – follows the released configuration unless the caller says
/// otherwise. Square matrices are checked, so that a small file cannot ask for a huge model.
/// </remarks>
internal sealed class InferredOptions
{
    private const int ReleasedHeadSize = 64;
    private const int ReleasedDecoderHeads = 8;
    private const string FirstBlock = "encoder.blocks.0.attention.in_proj_weight";

    private readonly WeightFile _file;
    private readonly WeightLoadOptions _given;
    private readonly Dictionary<string, IReadOnlyList<long>> _shapes = new(StringComparer.Ordinal);

    private InferredOptions(WeightFile file, WeightLoadOptions given)
    {
        _file = file;
        _given = given;
        var names = WeightSources.NamesOf(file.Source, given.LayerAttentionTask);
        foreach (var name in file.Names)
        {
            if (WeightSources.WhyIgnored(file.Source, given.LayerAttentionTask, name) is null
                && names(name) is { } own)
            {
                _shapes[own] = file.ShapeOf(name);
            }
        }
    }

    /// <summary>Infers the options.</summary>
    /// <exception cref="CheckpointException">
    /// A tensor that tells a size is missing or has an impossible shape.
    /// </exception>
    public static FaceptorOptions Of(WeightFile file, WeightLoadOptions given)
    {
        var options = new InferredOptions(file, given).Infer();
        try
        {
            options.Validate();
            return options;
        }
        catch (OptionsException e)
        {
            throw new CheckpointException(file.Path, $"no model can be made from the file's sizes ({e.Message}).", e);
        }
    }

    /// <summary>The tasks that a file holds outputs for; none for an encoder alone.</summary>
    public static FaceTask[] TasksIn(WeightFile file) => file.Source switch
    {
        WeightSource.Released or WeightSource.ReleasedStage2 =>
            new InferredOptions(file, new WeightLoadOptions()).KnownTasks(ModelArchitecture.Faceptor),
        WeightSource.ReleasedNaive =>
            new InferredOptions(file, new WeightLoadOptions()).KnownTasks(ModelArchitecture.Naive),
        _ => [],
    };

    private FaceptorOptions Infer() => _file.Source switch
    {
        WeightSource.Released => Faceptor(),
        WeightSource.ReleasedStage2 => Faceptor() with
        {
            LayerAttention = _given.LayerAttentionTask is { } task
                ? [new LayerAttentionOptions { Task = task, Projection = LevelProjection.PerTask }]
                : [],
        },
        WeightSource.ReleasedNaive => Naive(),
        _ => Encoder(FaceTasks.Base) with { PositionGridSide = FaceptorPresets.Base.PositionGridSide },
    };

    private FaceptorOptions Encoder(IReadOnlyList<FaceTask> tasks)
    {
        var dim = Size("encoder.class_token", 0);
        Require(FirstBlock, 3 * dim, dim);
        var patch = Size("encoder.patch_embedding.weight", 3);
        var rows = Size("encoder.positions.weight", 0);
        var side = (int)(PositionEmbedding.GridSideOf(rows)
            ?? throw Problem($"positions of {rows} rows are no class row with a square grid"));
        return new FaceptorOptions
        {
            Tasks = tasks,
            EncoderDim = dim,
            EncoderBlocks = Count("encoder.blocks."),
            EncoderHeads = _given.EncoderHeads ?? HeadsOf(dim),
            PatchSize = patch,
            DropPathMode = FaceptorPresets.Base.DropPathMode,
            PositionGridSide = side,
            UnusedProjectionDim = _shapes.ContainsKey("encoder.projection") ? Size("encoder.projection", 1) : 0,
            AttributeInputSidePx = _given.AttributeInputSidePx ?? FaceptorPresets.Base.AttributeInputSidePx,
            DenseInputSidePx = _given.DenseInputSidePx
                ?? (_file.Source == WeightSource.Farl ? FaceptorPresets.Base.DenseInputSidePx : side * patch),
        };
    }

    private FaceptorOptions Faceptor()
    {
        var dim = Size("decoder.level_embedding", 1);
        var feedForward = Size("decoder.layers.0.feed_forward.linear1.weight", 0);
        Require("decoder.layers.0.cross_attention.in_proj_weight", 3 * dim, dim);
        var options = Encoder(RequireTasks(ModelArchitecture.Faceptor)) with
        {
            DecoderDim = dim,
            DecoderLayers = Count("decoder.layers."),
            DecoderHeads = _given.DecoderHeads
                ?? (dim % ReleasedDecoderHeads == 0
                    ? ReleasedDecoderHeads
                    : throw Problem(
                        $"a decoder of {dim} numbers does not divide into {ReleasedDecoderHeads} heads; "
                        + $"give {nameof(WeightLoadOptions.DecoderHeads)} (--decoder-heads)")),
            DecoderFeedForwardDim = feedForward,
        };
        return WithIdentity(options);
    }

    private FaceptorOptions Naive()
    {
        var options = Encoder(RequireTasks(ModelArchitecture.Naive));
        var heads = new NaiveHeadOptions();
        if (FirstOf("_head.subnet.linear1.weight") is { } attribute)
        {
            heads = heads with { AttributeDim = Size(attribute, 0) };
            Require(attribute, heads.AttributeDim, heads.AttributeDim);
        }

        if (FirstOf("_head.subnet.fuse.conv.weight") is { } dense)
        {
            heads = heads with { DenseDim = Size(dense, 0) };
            Require(dense, heads.DenseDim, 4 * heads.DenseDim, 3, 3);
        }

        return WithIdentity(options with { Architecture = ModelArchitecture.Naive, NaiveHeads = heads });
    }

    private FaceptorOptions WithIdentity(FaceptorOptions options) =>
        _shapes.ContainsKey(IdentityNetwork.OutputLayer)
            ? options with { IdentityDim = Size(IdentityNetwork.OutputLayer, 0) }
            : options;

    private FaceTask[] KnownTasks(ModelArchitecture architecture) =>
    [
        .. FaceTasks.All.Where(task => _shapes.ContainsKey(
            FamilyNetwork.Of(task.Family).OutputTensor(task, architecture))),
    ];

    private FaceTask[] RequireTasks(ModelArchitecture architecture) =>
        KnownTasks(architecture) is { Length: > 0 } tasks ? tasks : throw Problem("it holds no task that is known here");

    private int HeadsOf(int dim) => dim % ReleasedHeadSize == 0
        ? dim / ReleasedHeadSize
        : throw Problem(
            $"an encoder of {dim} numbers a token does not divide into heads of {ReleasedHeadSize}; "
            + $"give {nameof(WeightLoadOptions.EncoderHeads)} (--heads)");

    private string? FirstOf(string ending) =>
        _shapes.Keys.Order(StringComparer.Ordinal)
            .FirstOrDefault(name => name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>How many layers there are: the numbers behind a prefix, from 0 without a gap.</summary>
    private int Count(string prefix)
    {
        var numbers = _shapes.Keys
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..].Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);
        var count = Enumerable.Range(0, numbers.Count)
            .TakeWhile(index => numbers.Contains(index.ToString(CultureInfo.InvariantCulture)))
            .Count();
        return count == numbers.Count
            ? count
            : throw Problem($"the numbers behind '{prefix}' do not run from 0 without a gap");
    }

    private int Size(string name, int dimension)
    {
        if (!_shapes.TryGetValue(name, out var shape))
        {
            var names = WeightSources.NamesOf(_file.Source, _given.LayerAttentionTask);
            throw _file.Closed.Keys.FirstOrDefault(closed => names(closed) == name) is { } instead
                ? StateDictLoader.ClosedProblem(_file, instead)
                : Problem($"there is no tensor for '{name}', which tells a size");
        }

        // A size of zero elsewhere would make this one cost nothing, and mean nothing.
        return dimension < shape.Count && shape[dimension] <= int.MaxValue && shape.All(size => size > 0)
            ? (int)shape[dimension]
            : throw Problem($"'{MessageText.Quote(name)}' has the impossible shape [{string.Join(", ", shape)}]");
    }

    private void Require(string name, params long[] expected)
    {
        _ = Size(name, 0);
        if (!_shapes[name].SequenceEqual(expected))
        {
            throw Problem(
                $"'{name}' is [{string.Join(", ", _shapes[name])}] where other tensors make it "
                + $"[{string.Join(", ", expected)}]");
        }
    }

    private CheckpointException Problem(string problem) => new(_file.Path, $"{problem}.");
}
