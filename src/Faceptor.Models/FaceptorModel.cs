using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Decoders;
using Faceptor.Core.Encoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;
using Faceptor.Models.Families;
using Faceptor.Models.Weights;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>
/// Faceptor: one encoder, a query decoder, a pixel decoder and three shared heads for all tasks; a task may hold
/// Layer-Attention besides (stage 2). Made by <see cref="FaceptorModelFactory"/>.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.2 and 3.3. The encoder runs once over all images of a ragged batch and hands out more than its last
/// block only when a task of the batch has Layer-Attention switched on; the decoder projects each image's memory once
/// for all tasks. Several callers at once in evaluation mode, one in training.
/// </remarks>
public sealed class FaceptorModel : nn.Module, IFaceModel
{
    private readonly UseGuard _uses;
    [ComponentName(Name = "encoder")] private readonly VisionTransformer _encoder;
    [ComponentName(Name = "decoder")] private readonly QueryDecoder _decoder;
    [ComponentName(Name = "pixel_decoder")] private readonly PixelDecoder _pixelDecoder;
    [ComponentName(Name = "map_head")] private readonly MapHead _mapHead;
    [ComponentName(Name = "value_head")] private readonly ValueHead _valueHead;
    [ComponentName(Name = "identity_head")] private readonly IdentityHead _identityHead;

    internal FaceptorModel(
        FaceptorOptions options,
        VisionTransformer encoder,
        QueryDecoder decoder,
        PixelDecoder pixelDecoder,
        MapHead mapHead,
        ValueHead valueHead,
        IdentityHead identityHead)
        : base(nameof(FaceptorModel))
    {
        _uses = new UseGuard(this);
        Options = options with { LayerAttention = [] };
        Tasks = [.. options.Tasks];
        _encoder = encoder;
        _decoder = decoder;
        _pixelDecoder = pixelDecoder;
        _mapHead = mapHead;
        _valueHead = valueHead;
        _identityHead = identityHead;
        RegisterComponents();
        foreach (var entry in options.LayerAttention)
        {
            AddLayerAttention(entry);
        }
    }

    /// <summary>
    /// The options that make such a model, with Layer-Attention as it stands now: added, switched on or off.
    /// </summary>
    public FaceptorOptions Options { get; private set; }

    /// <inheritdoc/>
    public ImmutableArray<FaceTask> Tasks { get; }

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public WeightProvenance? Provenance { get; set; }

    /// <inheritdoc/>
    public bool UsesActivationCheckpointing
    {
        get => _encoder.UsesActivationCheckpointing;
        set => _encoder.UsesActivationCheckpointing = value;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> EncoderParameters
    {
        get
        {
            _uses.Require();
            return [.. _encoder.parameters()];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> OtherParameters =>
    [
        .. new nn.Module[] { _decoder, _pixelDecoder, _mapHead, _valueHead, _identityHead }
            .SelectMany(part => part.parameters()),
    ];

    /// <inheritdoc/>
    public int InputSidePx(FaceTask task)
    {
        RequireTask(task);
        return task.IsDense ? Options.DenseInputSidePx : Options.AttributeInputSidePx;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// A task is not the model's, a range leaves the batch, or the image size does not fit.
    /// </exception>
    public IReadOnlyList<TaskOutput> Forward(Tensor images, IReadOnlyList<TaskRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        using var use = _uses.Enter();
        _encoder.GridOf(images);
        RangeGuard.RequireRanges(Tasks, ranges, images.size(0));
        using var scope = NewDisposeScope();
        using var encoded = EncodeBlocks(ranges.Select(range => range.Task), images);
        var outputs = Answer(encoded, ranges);
        Array.ForEach(outputs, output => output.Values.MoveToOuterDisposeScope());
        return outputs;
    }

    /// <summary>Answers from what the encoder has made of the images before.</summary>
    /// <param name="encoded">
    /// Tokens of at least the blocks that <see cref="EncodeFor"/> gives for the tasks; not disposed here.
    /// </param>
    /// <param name="ranges">Which task looks at which images; at least one.</param>
    /// <returns>As of <see cref="Forward(Tensor, IReadOnlyList{TaskRange})"/>.</returns>
    /// <exception cref="ArgumentException">A task is not the model's, or a range leaves the batch.</exception>
    internal IReadOnlyList<TaskOutput> Forward(EncodedImages encoded, IReadOnlyList<TaskRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        ArgumentNullException.ThrowIfNull(ranges);
        using var use = _uses.Enter();
        RangeGuard.RequireRanges(Tasks, ranges, encoded.NumImages);
        return Answer(encoded, ranges);
    }

    // Without the guard: within a use, a second one would be refused as soon as somebody waits to dispose the model.
    private TaskOutput[] Answer(EncodedImages encoded, IReadOnlyList<TaskRange> ranges)
    {
        using var scope = NewDisposeScope();
        TaskRange[] queried = [.. ranges.Where(range => range.Task.NumLabels > 0)];
        var patchTokens = encoded.Tokens[^1];                                                        // [B, L, C]
        var blockTokens = encoded.Blocks.Zip(encoded.Tokens).ToDictionary(pair => pair.First, pair => pair.Second);
        var memory = queried.Length > 0 ? _decoder.ProjectMemory(patchTokens) : null;                // [B, L, D]
        var tokens = memory is null ? [] : _decoder.Decode(memory, encoded.Grid, queried, blockTokens);
        var pixels = memory is null ? null : PixelMaps.Make(_pixelDecoder, memory, encoded.Grid, queried);
        var outputs = new TaskOutput[ranges.Count];
        var queriedIndex = 0;
        for (var index = 0; index < outputs.Length; index++)
        {
            var range = ranges[index];
            var queryTokens = range.Task.NumLabels > 0 ? tokens[queriedIndex++] : null;
            var family = FamilyNetwork.Of(range.Task.Family);
            var features = new RangeFeatures(range, patchTokens, queryTokens, pixels);
            var values = DefersComparison ? family.AnswerEach(Heads, features) : family.Answer(Heads, features);
            outputs[index] = new TaskOutput(range, values.MoveToOuterDisposeScope())
            {
                AgeActivation = Options.AgeActivation,
            };
        }

        return outputs;
    }

    /// <summary>
    /// Whether answers end before the first layer that compares the images of a batch, so that they do not depend on
    /// which others are in it; <see cref="Compare"/> then makes values of them, of many batches together. Off unless set.
    /// </summary>
    internal bool DefersComparison { get; set; }

    /// <summary>Makes values of answers that were given while <see cref="DefersComparison"/> was set.</summary>
    /// <param name="task">A task of the model.</param>
    /// <param name="each">Values of its outputs, of any number of images [B, ...]; not disposed here.</param>
    /// <returns>Values as of <see cref="TaskOutput"/>, owned by the caller.</returns>
    internal Tensor Compare(FaceTask task, Tensor each)
    {
        using var use = _uses.Enter();
        return FamilyNetwork.Of(task.Family).Compare(Heads, each);
    }

    private SharedHeads Heads => new(_mapHead, _valueHead, _identityHead);

    /// <summary>
    /// The encoder blocks that answers of some tasks are made from: the last, and those that the tasks' Layer-Attention
    /// looks at.
    /// </summary>
    /// <param name="tasks">Tasks of the model.</param>
    /// <returns>Blocks, counted from 1, rising.</returns>
    public ImmutableArray<int> BlocksFor(IEnumerable<FaceTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var ranges = tasks.Distinct().Select(task => new TaskRange(task, 0, 1));
        return [.. _decoder.BlocksFor(ranges).Append(_encoder.NumBlocks).Distinct()];
    }

    /// <summary>Runs the encoder for some tasks.</summary>
    /// <param name="tasks">Tasks of the model that will be asked.</param>
    /// <param name="images">RGB images of one size, normalised [B, 3, H, W]; not disposed here.</param>
    /// <returns>Tokens of the blocks of <see cref="BlocksFor"/>, owned by the caller.</returns>
    internal EncodedImages EncodeFor(IEnumerable<FaceTask> tasks, Tensor images)
    {
        using var use = _uses.Enter();
        return EncodeBlocks(tasks, images);
    }

    private EncodedImages EncodeBlocks(IEnumerable<FaceTask> tasks, Tensor images)
    {
        var blocks = BlocksFor(tasks);
        return new EncodedImages(_encoder.GridOf(images), blocks, _encoder.Encode(images, blocks.AsSpan()));
    }

    /// <inheritdoc/>
    public IDisposable? Hold() => _uses.Hold();

    /// <summary>Patch tokens of chosen encoder blocks, for looking into the network.</summary>
    /// <param name="images">RGB images, normalised [B, 3, H, W]; not disposed here.</param>
    /// <param name="blockNumbers">Blocks, counted from 1, rising.</param>
    /// <returns>For each block patch tokens [B, L, C], owned by the caller.</returns>
    public Tensor[] Encode(Tensor images, params ReadOnlySpan<int> blockNumbers)
    {
        using var use = _uses.Enter();
        return _encoder.Encode(images, blockNumbers);
    }

    /// <summary>Decoder tokens of ranges with queries, for looking into the network.</summary>
    /// <param name="images">RGB images, normalised [B, 3, H, W]; not disposed here.</param>
    /// <param name="ranges">Ranges of tasks with queries.</param>
    /// <returns>For each range tokens [B, Q, D], owned by the caller.</returns>
    public IReadOnlyList<Tensor> Decode(Tensor images, IReadOnlyList<TaskRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        using var use = _uses.Enter();
        RangeGuard.RequireRanges(Tasks, ranges, images.size(0));
        using var scope = NewDisposeScope();
        return [.. DecodeTokens(images, ranges).Select(tokens => tokens.MoveToOuterDisposeScope())];
    }

    /// <summary>
    /// Gives a task Layer-Attention. It starts as a copy of stage 1 and is on unless the options say otherwise.
    /// </summary>
    /// <param name="options">The task, one with queries that holds none yet, and how it holds it.</param>
    /// <exception cref="OptionsException">The options do not fit the model; the message lists all problems.</exception>
    public void AddLayerAttention(LayerAttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var use = _uses.Enter();
        var extended = Options with { LayerAttention = [.. Options.LayerAttention, options] };
        extended.Validate();
        var added = _decoder.AddLayerAttention(
            options.Task, options.LevelsOf(_encoder.NumBlocks), _encoder.NumBlocks, options.Projection);
        added.IsOn = options.IsOn;
        Options = extended;
    }

    /// <summary>Gives a task Layer-Attention on the default levels, switched on.</summary>
    /// <param name="task">A task with queries that holds none yet.</param>
    /// <param name="projection">How encoder blocks below the last come to the decoder's size.</param>
    /// <exception cref="OptionsException">The task is not the model's, has no queries or holds it already.</exception>
    public void AddLayerAttention(FaceTask task, LevelProjection projection = LevelProjection.Shared) =>
        AddLayerAttention(new LayerAttentionOptions { Task = task, Projection = projection });

    /// <summary>Switches a task's Layer-Attention; off, its outputs are those of stage 1 to the last bit.</summary>
    /// <param name="task">A task that holds it.</param>
    /// <param name="isOn">Whether the task uses it from now on.</param>
    /// <exception cref="ArgumentException">The task holds none.</exception>
    public void SwitchLayerAttention(FaceTask task, bool isOn)
    {
        RequireLayerAttention(task).IsOn = isOn;
        Options = Options with
        {
            LayerAttention =
            [
                .. Options.LayerAttention.Select(entry => entry.Task.Equals(task) ? entry with { IsOn = isOn } : entry),
            ],
        };
    }

    /// <summary>The tasks that hold Layer-Attention, on or off.</summary>
    public ImmutableArray<FaceTask> LayerAttentionTasks => [.. Options.LayerAttention.Select(entry => entry.Task)];

    /// <summary>
    /// What the second stage trains for a task: its layer-aware embeddings, and its own projections where it has some.
    /// </summary>
    /// <param name="task">A task that holds Layer-Attention.</param>
    /// <exception cref="ArgumentException">The task holds none.</exception>
    public IReadOnlyList<Parameter> LayerAttentionParameters(FaceTask task) =>
        [.. RequireLayerAttention(task).parameters()];

    /// <summary>What prompt tuning trains for a task: its start tokens and its query embeddings.</summary>
    /// <param name="task">A task of the model with queries.</param>
    /// <exception cref="ArgumentException">The task is not the model's, or has no queries.</exception>
    /// <remarks>Paper: Sec. 4.6.</remarks>
    public IReadOnlyList<Parameter> QueryParameters(FaceTask task)
    {
        RequireTask(task);
        return [.. _decoder.QueriesOf(task).parameters()];
    }

    /// <inheritdoc/>
    public void EndBackward() => _encoder.EndBackward();

    /// <inheritdoc/>
    public void ClearCaches()
    {
        _encoder.ClearCache();
        _decoder.ClearCache();
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> CountParameters() => named_children().ToDictionary(
        child => child.name, child => child.module.parameters().Sum(parameter => parameter.numel()));

    /// <inheritdoc/>
    /// <remarks>Waits for a pass that runs on another thread; what was handed out stays.</remarks>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            base.Dispose(disposing);
        }
        else if (_uses.Close())
        {
            ClearCaches();
            base.Dispose(disposing);
        }
    }

    /// <summary>
    /// Where each head of the decoder looks for each query of a task in an image: the softmax of the cross-attention.
    /// </summary>
    /// <param name="image">An RGB image, normalised [1, 3, H, W]; not disposed here.</param>
    /// <param name="task">A task of the model with queries.</param>
    /// <returns>
    /// Weights [decoder layers, heads, queries, levels, rows, columns] in the processor's memory, owned by the caller;
    /// they sum to 1 over levels, rows and columns. Levels are the encoder blocks that the task's Layer-Attention reads,
    /// rising, or the last block alone; rows and columns are patches.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The task is not the model's or has no queries, or it is not one image.
    /// </exception>
    /// <remarks>
    /// Paper: Eq. 6. Summed over rows and columns it is the preference of the task for encoder layers (Sec. 3.3). The
    /// model is read in the mode it is in.
    /// </remarks>
    public Tensor ReadAttention(Tensor image, FaceTask task) => SpatialAttention.Read(this, image, task).ToTensor();

    /// <summary>Runs encoder and decoder for one task and hands out the cross-attention's weights.</summary>
    /// <param name="images">RGB images, normalised [B, 3, H, W]; not disposed here.</param>
    /// <param name="task">A task with queries.</param>
    /// <param name="attentionHook">
    /// Called for each decoder layer, from 0, with the weights [B, N, Q, T L] and L; they are disposed afterwards.
    /// </param>
    /// <returns>The encoder blocks T that the weights are about, rising, and the grid of the L patches.</returns>
    internal (ImmutableArray<int> Levels, PatchGrid Grid) ForwardWithAttentionHook(
        Tensor images, FaceTask task, Action<int, Tensor, long> attentionHook)
    {
        using var use = _uses.Enter();
        RequireTask(task);
        if (task.NumLabels == 0)
        {
            throw new ArgumentException(
                $"task '{task}' has no queries and so no attention; take one of "
                + $"{string.Join(", ", Tasks.Where(other => other.NumLabels > 0))}.",
                nameof(task));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var range = new TaskRange(task, 0, checked((int)images.size(0)));
        var grid = _encoder.GridOf(images);
        DecodeTokens(images, [range], (layer, _, weights) => attentionHook(layer, weights, grid.NumPatches));
        var levels = _decoder.LayerAttentionOf(task) is { IsOn: true } active ? active.Levels : [_encoder.NumBlocks];
        return (levels, grid);
    }

    /// <summary>Decodes ranges with queries; the tensors belong to the caller's scope.</summary>
    private IReadOnlyList<Tensor> DecodeTokens(
        Tensor images, IReadOnlyList<TaskRange> ranges, Action<int, int, Tensor>? attentionHook = null)
    {
        var encoded = EncodeFor(ranges.Select(range => range.Task), images);
        var memory = _decoder.ProjectMemory(encoded.Tokens[^1]);
        var blockTokens = encoded.Blocks.Zip(encoded.Tokens).ToDictionary(pair => pair.First, pair => pair.Second);
        return _decoder.Decode(memory, encoded.Grid, ranges, blockTokens, attentionHook);
    }

    private LayerAttention RequireLayerAttention(FaceTask task)
    {
        RequireTask(task);
        return _decoder.LayerAttentionOf(task)
            ?? throw new ArgumentException(
                $"task '{task}' holds no Layer-Attention; tasks that do: "
                + $"{(Options.LayerAttention.Count == 0 ? "none" : string.Join(", ", LayerAttentionTasks))}.",
                nameof(task));
    }

    private void RequireTask(FaceTask task) => RangeGuard.RequireTask(Tasks, task);
}
