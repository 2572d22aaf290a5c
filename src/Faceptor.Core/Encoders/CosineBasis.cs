namespace Faceptor.Core.Encoders;

/// <summary>The orthonormal basis of the two-dimensional discrete cosine transform over a square grid.</summary>
internal sealed class CosineBasis
{
    private readonly int _side;

    /// <summary>Orders the waves of a grid.</summary>
    /// <param name="side">Side of the grid.</param>
    public CosineBasis(int side)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        _side = side;
        Waves =
        [
            .. from u in Enumerable.Range(0, side)
               from v in Enumerable.Range(0, side)
               orderby (u * u) + (v * v), u
               select (u, v),
        ];
    }

    /// <summary>Frequencies along x and y, lowest first; as many as the grid has cells.</summary>
    public IReadOnlyList<(int U, int V)> Waves { get; }

    /// <summary>Value of a wave at a cell; between and beyond cells the cosine goes on.</summary>
    /// <param name="wave">Place in <see cref="Waves"/>.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    public double At(int wave, int x, int y) => Cosine(Waves[wave].U, x) * Cosine(Waves[wave].V, y);

    private double Cosine(int frequency, int place) =>
        Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / _side) * Math.Cos(Math.PI * frequency * (place + 0.5) / _side);
}
