using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Decoders;
using Faceptor.Core.Encoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;
using Faceptor.Core.Tasks;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>
/// Faceptor, stage 1: one encoder, a query decoder, a pixel decoder and three shared heads for all tasks. Made by
/// <see cref="FaceptorModelFactory"/>.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.2. The encoder runs once over all images of a ragged batch, and the decoder projects each image's
/// memory once for all tasks. One caller at a time.
/// </remarks>
public sealed class FaceptorModel : nn.Module, IFaceModel
{
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
        Options = options;
        Tasks = [.. options.Tasks];
        _encoder = encoder;
        _decoder = decoder;
        _pixelDecoder = pixelDecoder;
        _mapHead = mapHead;
        _valueHead = valueHead;
        _identityHead = identityHead;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public FaceptorOptions Options { get; }

    /// <inheritdoc/>
    public ImmutableArray<FaceTask> Tasks { get; }

    /// <inheritdoc/>
    public nn.Module Network => this;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> EncoderParameters => [.. _encoder.parameters()];

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
        var grid = _encoder.GridOf(images);
        RequireRanges(ranges, images.size(0));
        using var scope = NewDisposeScope();
        var patchTokens = _encoder.Encode(images, _encoder.NumBlocks)[0];                            // [B, L, C]
        TaskRange[] queried = [.. ranges.Where(range => range.Task.NumQueries > 0)];
        var memory = queried.Length > 0 ? _decoder.ProjectMemory(patchTokens) : null;                // [B, L, D]
        var tokens = memory is null ? [] : _decoder.Decode(memory, grid, queried);
        var pixels = memory is null ? null : PixelsOf(memory, grid, queried);
        var outputs = new TaskOutput[ranges.Count];
        var queriedIndex = 0;
        for (var index = 0; index < outputs.Length; index++)
        {
            var range = ranges[index];
            var values = range.Task.Family switch
            {
                TaskFamily.Identity => _identityHead.call(patchTokens.narrow(0, range.FirstImage, range.NumImages)),
                TaskFamily.Landmarks or TaskFamily.Parsing => _mapHead.call(tokens[queriedIndex++], pixels!.Of(range)),
                _ => _valueHead.call(tokens[queriedIndex++]),
            };
            outputs[index] = new TaskOutput(range, values.MoveToOuterDisposeScope());
        }

        return outputs;
    }

    /// <summary>Patch tokens of chosen encoder blocks, for looking into the network.</summary>
    /// <param name="images">RGB images, normalised [B, 3, H, W]; not disposed here.</param>
    /// <param name="blockNumbers">Blocks, counted from 1, rising.</param>
    /// <returns>For each block patch tokens [B, L, C], owned by the caller.</returns>
    public Tensor[] Encode(Tensor images, params ReadOnlySpan<int> blockNumbers) =>
        _encoder.Encode(images, blockNumbers);

    /// <summary>Decoder tokens of ranges with queries, for looking into the network.</summary>
    /// <param name="images">RGB images, normalised [B, 3, H, W]; not disposed here.</param>
    /// <param name="ranges">Ranges of tasks with queries.</param>
    /// <returns>For each range tokens [B, Q, D], owned by the caller.</returns>
    public IReadOnlyList<Tensor> Decode(Tensor images, IReadOnlyList<TaskRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        RequireRanges(ranges, images.size(0));
        using var scope = NewDisposeScope();
        var memory = _decoder.ProjectMemory(_encoder.Encode(images, _encoder.NumBlocks)[0]);
        return
        [
            .. _decoder.Decode(memory, _encoder.GridOf(images), ranges)
                .Select(tokens => tokens.MoveToOuterDisposeScope()),
        ];
    }

    /// <inheritdoc/>
    public void ClearCaches()
    {
        _encoder.ClearCache();
        _decoder.ClearCache();
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> CountParameters() =>
        named_children().ToDictionary(
            child => child.name,
            child => child.module.parameters().Sum(parameter => parameter.numel()));

    /// <summary>Runs the pixel decoder over just the images that dense tasks look at.</summary>
    private PixelMaps? PixelsOf(Tensor memory, PatchGrid grid, IEnumerable<TaskRange> ranges)
    {
        TaskRange[] dense = [.. ranges.Where(range => range.Task.IsDense)];
        if (dense.Length == 0)
        {
            return null;
        }

        var first = dense.Min(range => range.FirstImage);
        var end = dense.Max(range => range.FirstImage + range.NumImages);
        return new PixelMaps(_pixelDecoder.call(memory.narrow(0, first, end - first), grid), first);
    }

    private void RequireTask(FaceTask task) => RangeGuard.RequireTask(Tasks, task);

    private void RequireRanges(IReadOnlyList<TaskRange> ranges, long numImages) =>
        RangeGuard.RequireRanges(Tasks, ranges, numImages);

    /// <summary>The pixel embedding of a run of images.</summary>
    private sealed record PixelMaps(Tensor Values, int FirstImage)
    {
        public Tensor Of(TaskRange range) => Values.narrow(0, range.FirstImage - FirstImage, range.NumImages);
    }
}
