using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Encoders;

/// <summary>
/// Learned positions: one row for the class token and a square grid, resized to the patch grid at hand.
/// </summary>
/// <remarks>
/// Released configuration: bicubic, corners not aligned, no antialiasing; the class row is untouched.
/// </remarks>
internal sealed class PositionEmbedding : nn.Module<Tensor, PatchGrid, Tensor>
{
    private readonly long _gridSide;
    private readonly PositionCache _cache = new();
    [ComponentName(Name = "weight")] private Parameter _weight;

    /// <summary>Creates the table with normal values.</summary>
    /// <param name="gridSide">Side of the learned grid.</param>
    /// <param name="embedDim">Token size D.</param>
    public PositionEmbedding(long gridSide, long embedDim)
        : base(nameof(PositionEmbedding))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gridSide);
        _gridSide = gridSide;
        _weight = ParameterFactory.Normal(Math.Pow(embedDim, -0.5), (gridSide * gridSide) + 1, embedDim);
        RegisterComponents();
    }

    /// <summary>The table [1 + G², D], for initial weights.</summary>
    internal Tensor Weight => _weight;

    /// <summary>Side G of the learned grid.</summary>
    internal int GridSide => (int)_gridSide;

    /// <summary>Brings a stored table to another side once, by the rule that every pass uses.</summary>
    /// <param name="table">Class row and grid [1 + G², D]; not disposed here.</param>
    /// <param name="gridSide">The wanted side S.</param>
    /// <returns>[1 + S², D], owned by the caller.</returns>
    /// <exception cref="ArgumentException">The table is no class row with a square grid.</exception>
    public static Tensor ResizeTable(Tensor table, long gridSide)
    {
        ShapeGuard.Dims(table, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gridSide);
        var side = GridSideOf(table.size(0))
            ?? throw new ArgumentException(
                $"expected a class row and a square grid, got {table.size(0)} rows.", nameof(table));
        return Resize(table, side, new PatchGrid(gridSide, gridSide));
    }

    /// <summary>The side of the grid in a table; null when the rows are no class row with a square grid.</summary>
    /// <param name="numRows">Rows of the table.</param>
    public static long? GridSideOf(long numRows)
    {
        var side = (long)Math.Round(Math.Sqrt(Math.Max(0, numRows - 1)));
        return side > 0 && (side * side) + 1 == numRows ? side : null;
    }

    /// <summary>Adds the positions to the tokens.</summary>
    /// <param name="tokens">Class token and patch tokens [B, 1 + L, D]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches.</param>
    /// <returns>Tokens [B, 1 + L, D], owned by the caller.</returns>
    public override Tensor forward(Tensor tokens, PatchGrid grid)
    {
        AliveGuard.Require(this, _weight);
        ShapeGuard.Dims(tokens, 3);
        using var scope = NewDisposeScope();
        return tokens.Plus(_cache.Get(grid, _weight, training, () => Resize(_weight, _gridSide, grid))).MoveToOuterDisposeScope();
    }

    /// <summary>Forgets resized tables; needed after the weights were changed outside of training.</summary>
    public void ClearCache() => _cache.Clear();

    private static Tensor Resize(Tensor table, long side, PatchGrid grid)
    {
        using var scope = NewDisposeScope();
        if (grid == new PatchGrid(side, side))
        {
            return table.alias().MoveToOuterDisposeScope();
        }

        var cells = GridResizing.Bicubic(table.narrow(0, 1, side * side), side, grid);
        return cat([table.narrow(0, 0, 1), cells]).MoveToOuterDisposeScope();          // [1 + L, D]
    }
}
