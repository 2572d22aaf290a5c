using System.Collections.Frozen;
using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Encoders;
using Faceptor.Core.Layers;
using Faceptor.Models.Families;
using Faceptor.Models.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>
/// Naive Faceptor: one encoder, and for each family of tasks a standardised subnet of its own. Made by
/// <see cref="FaceptorModelFactory"/>.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.1, A.2. The encoder runs once over all images of a ragged batch; each range's subnet then looks at the
/// range's images only, as in the released code, so that in training its batch norms see one dataset at a time. Several
/// callers at once in evaluation mode, one in training.
/// </remarks>
public sealed class NaiveFaceptorModel : nn.Module, IFaceModel
{
    private readonly UseGuard _uses;
    private readonly VisionTransformer _encoder;
    private readonly FrozenDictionary<TaskFamily, Subnet> _subnets;

    internal NaiveFaceptorModel(
        FaceptorOptions options,
        VisionTransformer encoder,
        IEnumerable<(FamilyNetwork Family, nn.Module Head)> heads)
        : base(nameof(NaiveFaceptorModel))
    {
        _uses = new UseGuard(this);
        Options = options;
        Tasks = [.. options.Tasks];
        _encoder = encoder;
        _subnets = heads.ToFrozenDictionary(
            entry => entry.Family.Family,
            entry => new Subnet(entry.Family, entry.Head, entry.Family.NaiveBlocks(options)));
        // By hand, because which heads there are depends on the tasks.
        register_module("encoder", encoder);
        foreach (var family in Enum.GetValues<TaskFamily>())
        {
            if (_subnets.GetValueOrDefault(family) is { } subnet)
            {
                register_module(subnet.Family.NaivePart, subnet.Head);
            }
        }
    }

    /// <inheritdoc/>
    public FaceptorOptions Options { get; }

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
        .. children().Where(child => !ReferenceEquals(child, _encoder)).SelectMany(head => head.parameters()),
    ];

    /// <inheritdoc/>
    public int InputSidePx(FaceTask task)
    {
        RangeGuard.RequireTask(Tasks, task);
        return task.IsDense ? Options.DenseInputSidePx : Options.AttributeInputSidePx;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// A task is not the model's, a range leaves the batch, the image size does not fit, or a range has a single image
    /// in training, where batch norms need two.
    /// </exception>
    public IReadOnlyList<TaskOutput> Forward(Tensor images, IReadOnlyList<TaskRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        using var use = _uses.Enter();
        var grid = _encoder.GridOf(images);
        RangeGuard.RequireRanges(Tasks, ranges, images.size(0));
        RequirePairs(ranges);
        using var scope = NewDisposeScope();
        var blocks = Encode(images, ranges);
        return
        [
            .. ranges.Select(range =>
                new TaskOutput(range, Answer(range, blocks, grid).MoveToOuterDisposeScope())
                {
                    AgeActivation = Options.AgeActivation,
                }),
        ];
    }

    /// <inheritdoc/>
    public IDisposable? Hold() => _uses.Hold();

    /// <inheritdoc/>
    public void EndBackward() => _encoder.EndBackward();

    /// <inheritdoc/>
    public void ClearCaches() => _encoder.ClearCache();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> CountParameters() =>
        named_children().ToDictionary(
            child => child.name,
            child => child.module.parameters().Sum(parameter => parameter.numel()));

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

    /// <summary>The patch tokens [B, L, C] of just the blocks that some range's subnet reads, by block.</summary>
    private Dictionary<int, Tensor> Encode(Tensor images, IReadOnlyList<TaskRange> ranges)
    {
        int[] numbers = [.. ranges.SelectMany(range => _subnets[range.Task.Family].Blocks).Distinct().Order()];
        return numbers.Zip(_encoder.Encode(images, numbers)).ToDictionary();
    }

    private Tensor Answer(TaskRange range, Dictionary<int, Tensor> blocks, PatchGrid grid)
    {
        var (family, head, numbers) = _subnets[range.Task.Family];
        Tensor[] levels =
        [
            .. numbers.Select(number => blocks[number].narrow(0, range.FirstImage, range.NumImages)),
        ];
        return family.Answer(head, levels, grid, range.Task);
    }

    // A batch norm over one sample gives its offset, whatever came, and a running variance that is not a number.
    private void RequirePairs(IEnumerable<TaskRange> ranges)
    {
        foreach (var range in ranges.Where(range => training && range.NumImages < 2))
        {
            throw new ArgumentException(
                $"in training the norms of task '{range.Task}' compare images and need at least 2, got 1; "
                + "use a larger batch, or evaluation mode.",
                nameof(ranges));
        }
    }

    private sealed record Subnet(FamilyNetwork Family, nn.Module Head, ImmutableArray<int> Blocks);
}
