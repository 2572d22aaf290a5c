using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

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
