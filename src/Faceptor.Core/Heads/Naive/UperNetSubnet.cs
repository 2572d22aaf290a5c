using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm = Faceptor.Core.Layers.BatchNorm;

namespace Faceptor.Core.Heads.Naive;

/// <summary>
/// UperNet without its last layer: a pyramid of four encoder blocks, summed from the coarsest level to the finest, and
/// all levels fused at the finest.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.1, A.2, the dense prediction head. Released configuration: the sizes of FaRL's experiments. In
/// training its batch norms need at least two images, because one level of the context is a single pixel.
/// </remarks>
internal sealed class UperNetSubnet : nn.Module<IReadOnlyList<Tensor>, PatchGrid, Tensor>
{
    private const int NumUpperLevels = FeaturePyramid.NumLevels - 1;

    [ComponentName(Name = "pyramid")] private readonly FeaturePyramid _pyramid;
    [ComponentName(Name = "context")] private readonly PooledContext _context;
    [ComponentName(Name = "laterals")] private readonly ModuleList<ConvNormRelu> _laterals;
    [ComponentName(Name = "smooths")] private readonly ModuleList<ConvNormRelu> _smooths;
    [ComponentName(Name = "fuse")] private readonly ConvNormRelu _fuse;

    /// <summary>Creates the layers.</summary>
    /// <param name="inputDim">Token size C of the encoder.</param>
    /// <param name="dim">Channels D of the feature.</param>
    public UperNetSubnet(long inputDim, long dim)
        : base(nameof(UperNetSubnet))
    {
        _pyramid = new FeaturePyramid(inputDim);
        _context = new PooledContext(inputDim, dim);
        _laterals = Units(inputDim, dim, kernelSize: 1);
        _smooths = Units(dim, dim, kernelSize: 3);
        _fuse = new ConvNormRelu(FeaturePyramid.NumLevels * dim, dim, kernelSize: 3);
        RegisterComponents();
    }

    /// <summary>Makes the feature maps.</summary>
    /// <param name="levels">Patch tokens of four encoder blocks, each [B, L, C]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches, R rows and W columns, at least 2 x 2.</param>
    /// <returns>Feature maps [B, D, 4R, 4W], owned by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// The levels are not four, do not fit the grid, or the grid is too small.
    /// </exception>
    public override Tensor forward(IReadOnlyList<Tensor> levels, PatchGrid grid)
    {
        using var scope = NewDisposeScope();
        var pyramid = _pyramid.call(levels, grid);
        var sums = new Tensor[FeaturePyramid.NumLevels];
        sums[^1] = _context.call(pyramid[^1]);                                              // [B, D, R/2, W/2]
        for (var index = NumUpperLevels - 1; index >= 0; index--)
        {
            var lateral = _laterals[index].call(pyramid[index]);
            sums[index] = lateral.Plus(LevelResizing.To(sums[index + 1], lateral));         // [B, D, H, W] of the level
        }

        var finest = _smooths[0].call(sums[0]);                                             // [B, D, 4R, 4W]
        var others = sums[1..].Select((sum, index) => LevelResizing.To(
            index + 1 < NumUpperLevels ? _smooths[index + 1].call(sum) : sum, finest));
        return _fuse.call(cat([finest, .. others], 1)).MoveToOuterDisposeScope();           // [B, D, 4R, 4W]
    }

    private static ModuleList<ConvNormRelu> Units(long inputDim, long outputDim, long kernelSize) =>
        new([.. Enumerable.Range(0, NumUpperLevels).Select(_ => new ConvNormRelu(inputDim, outputDim, kernelSize))]);
}

/// <summary>Makes the batch norms of UperNet, the only place that decides what they are.</summary>
/// <remarks>
/// Released configuration: <c>SyncBatchNorm</c>, whose statistics are those of the samples of all processes that train
/// together, while every other batch norm (identity head, SwinFace subnet) keeps those of its own process. Here none is
/// synchronised unless <see cref="BatchNorms.Synchronize"/> is asked to; then all are.
/// </remarks>
internal static class UperNetNorms
{
    /// <summary>A norm over all places of all samples of a channel.</summary>
    /// <param name="dim">Channels.</param>
    public static BatchNorm Create(long dim) => ParameterFactory.BatchNorm2d(dim);
}

/// <summary>Brings maps of a pyramid to one size.</summary>
internal static class LevelResizing
{
    /// <summary>Resizes bilinearly; pixels are areas, not points (align_corners = false).</summary>
    /// <param name="map">Maps [B, C, h, w]; not disposed here.</param>
    /// <param name="like">Maps [.., H, W] that tell the size; not disposed here.</param>
    /// <returns>Maps [B, C, H, W], owned by the caller.</returns>
    public static Tensor To(Tensor map, Tensor like) =>
        nn.functional.interpolate(
            map, [like.size(2), like.size(3)], mode: InterpolationMode.Bilinear, align_corners: false);
}
