using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>The grid of patches that an image is cut into.</summary>
/// <param name="NumRows">Patches from top to bottom.</param>
/// <param name="NumColumns">Patches from left to right.</param>
public readonly record struct PatchGrid(long NumRows, long NumColumns)
{
    /// <summary>Number of patches, which is the number of patch tokens.</summary>
    public long NumPatches => NumRows * NumColumns;
}

/// <summary>From tokens in a row to maps.</summary>
internal static class PatchMaps
{
    /// <summary>Lays the patch tokens of each image out as a map.</summary>
    /// <param name="tokens">Patch tokens [B, L, C]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches, R rows and W columns.</param>
    /// <returns>Maps [B, C, R, W], owned by the caller.</returns>
    /// <exception cref="ArgumentException">The tokens are not as many as the grid has patches.</exception>
    public static Tensor Of(Tensor tokens, PatchGrid grid)
    {
        ShapeGuard.Dims(tokens, 3);
        if (tokens.size(1) != grid.NumPatches)
        {
            throw new ArgumentException(
                $"expected {grid.NumRows} x {grid.NumColumns} patch tokens, found {tokens.size(1)}.", nameof(tokens));
        }

        using var channels = tokens.transpose(1, 2);                                            // [B, C, L]
        return channels.reshape(tokens.size(0), tokens.size(2), grid.NumRows, grid.NumColumns); // [B, C, R, W]
    }
}

/// <summary>Brings a learned square grid of vectors to the size of the patch grid at hand.</summary>
internal static class GridResizing
{
    /// <summary>Bicubic, corners not aligned, no antialiasing; a grid of the wanted size stays as it is.</summary>
    /// <param name="cells">The learned grid, row after row [G², D]; not disposed here.</param>
    /// <param name="side">Its side G.</param>
    /// <param name="grid">The patch grid of R rows and C columns.</param>
    /// <returns>[R C, D], owned by the caller.</returns>
    public static Tensor Bicubic(Tensor cells, long side, PatchGrid grid)
    {
        using var scope = NewDisposeScope();
        if (grid == new PatchGrid(side, side))
        {
            return cells.alias().MoveToOuterDisposeScope();
        }

        var map = cells.t().reshape(1, -1, side, side);                                // [1, D, G, G]
        var resized = nn.functional.interpolate(
            map,
            [grid.NumRows, grid.NumColumns],
            mode: InterpolationMode.Bicubic,
            align_corners: false);                                                     // [1, D, R, C]
        return resized.flatten(2).squeeze(0).t().MoveToOuterDisposeScope();            // [R C, D]
    }
}
