using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm = Faceptor.Core.Layers.BatchNorm;

namespace Faceptor.Core.Heads.Naive;

/// <summary>
/// Makes a pyramid of four encoder blocks, which all have one size: the first is enlarged four times, the second two
/// times, the third stays, the last is halved.
/// </summary>
/// <remarks>
/// Released configuration, as in FaRL's experiments: strides of 4, 8, 16 and 32 pixels for patches of 16.
/// </remarks>
internal sealed class FeaturePyramid : nn.Module<IReadOnlyList<Tensor>, PatchGrid, Tensor[]>
{
    /// <summary>Number of levels.</summary>
    public const int NumLevels = 4;

    [ComponentName(Name = "fourfold_upsample1")] private readonly ConvTranspose2d _fourfoldFirst;
    [ComponentName(Name = "fourfold_norm")] private readonly BatchNorm _fourfoldNorm;
    [ComponentName(Name = "fourfold_upsample2")] private readonly ConvTranspose2d _fourfoldSecond;
    [ComponentName(Name = "twofold_upsample")] private readonly ConvTranspose2d _twofold;

    /// <summary>Creates the deconvolutions.</summary>
    /// <param name="dim">Token size C of the encoder.</param>
    public FeaturePyramid(long dim)
        : base(nameof(FeaturePyramid))
    {
        _fourfoldFirst = nn.ConvTranspose2d(dim, dim, 2, stride: 2, dtype: ScalarType.Float32);
        _fourfoldNorm = UperNetNorms.Create(dim);
        _fourfoldSecond = nn.ConvTranspose2d(dim, dim, 2, stride: 2, dtype: ScalarType.Float32);
        _twofold = nn.ConvTranspose2d(dim, dim, 2, stride: 2, dtype: ScalarType.Float32);
        RegisterComponents();
    }

    /// <summary>Makes the pyramid.</summary>
    /// <param name="levels">Patch tokens of four encoder blocks, each [B, L, C]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches, R rows and W columns, at least 2 x 2.</param>
    /// <returns>
    /// Maps [B, C, 4R, 4W], [B, C, 2R, 2W], [B, C, R, W] and [B, C, R/2, W/2], owned by the caller.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The levels are not four, do not fit the grid, or the grid is too small.
    /// </exception>
    public override Tensor[] forward(IReadOnlyList<Tensor> levels, PatchGrid grid)
    {
        AliveGuard.Require(this, _fourfoldFirst.weight);
        ShapeGuard.Levels(levels, NumLevels);
        if (grid.NumRows < 2 || grid.NumColumns < 2)
        {
            throw new ArgumentException(
                $"expected at least 2 x 2 patches, found {grid.NumRows} x {grid.NumColumns}; use larger images.",
                nameof(grid));
        }

        using var scope = NewDisposeScope();
        var doubled = _fourfoldNorm.call(
            AutocastOps.Wide(AutocastOps.Deconvolution(PatchMaps.Of(levels[0], grid), _fourfoldFirst)));  // [B, C, 2R, 2W]
        Tensor[] pyramid =
        [
            AutocastOps.Deconvolution(nn.functional.gelu(AutocastOps.Narrow(doubled)), _fourfoldSecond),
            AutocastOps.Deconvolution(PatchMaps.Of(levels[1], grid), _twofold),
            PatchMaps.Of(levels[2], grid),
            nn.functional.max_pool2d(PatchMaps.Of(levels[3], grid), 2, stride: 2),
        ];
        return [.. pyramid.Select(map => map.MoveToOuterDisposeScope())];
    }
}
