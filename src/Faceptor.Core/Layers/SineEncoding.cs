using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>The fixed two-dimensional sine code of the cells of a patch grid.</summary>
/// <remarks>
/// Released configuration. Differs from the paper: Sec. 3.2 has a freely learned grid P; the released code passes this
/// code through a small learned network.
/// </remarks>
internal static class SineEncoding
{
    /// <summary>
    /// Codes each cell's normalised centre, u = (column + 0.5) / columns and v = (row + 0.5) / rows: half of the
    /// features for v, then half for u; feature k of an axis is sin (even k) or cos (odd k) of
    /// 2 pi u / 10000^(2 floor(k/2) / half).
    /// </summary>
    /// <param name="grid">The patch grid.</param>
    /// <param name="dim">Number of features D, a multiple of 4.</param>
    /// <param name="device">Where the result lives.</param>
    /// <returns>Codes [L, D], float32, owned by the caller.</returns>
    /// <exception cref="ArgumentException">D is no multiple of 4.</exception>
    public static Tensor Encode(PatchGrid grid, long dim, Device device)
    {
        if (dim % 4 != 0 || dim <= 0)
        {
            throw new ArgumentException(
                $"the number of features must be a positive multiple of 4, got {dim}.", nameof(dim));
        }

        using var scope = NewDisposeScope();
        var v = Axis(grid.NumRows, dim / 2, device).unsqueeze(1).expand(grid.NumRows, grid.NumColumns, dim / 2);
        var u = Axis(grid.NumColumns, dim / 2, device).unsqueeze(0).expand(grid.NumRows, grid.NumColumns, dim / 2);
        return cat([v, u], -1).flatten(0, 1).MoveToOuterDisposeScope();                        // [L, D]
    }

    private static Tensor Axis(long numCells, long numFeatures, Device device)
    {
        var values = new float[numCells * numFeatures];
        for (var cell = 0; cell < numCells; cell++)
        {
            var center = 2 * Math.PI * (cell + 0.5) / numCells;
            for (var k = 0; k < numFeatures; k++)
            {
                var angle = center / Math.Pow(10000, 2.0 * (k / 2) / numFeatures);
                values[(cell * numFeatures) + k] = (float)(k % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }

        using var made = tensor(values, numCells, numFeatures, device: CPU);
        return DeviceCopy.Send(made, device);                                                   // [cells, features]
    }
}
