using static TorchSharp.torch;

namespace Faceptor.Core.Encoders;

/// <summary>
/// A head start for encoders that learn from random weights: attention heads that begin by looking at one neighbour
/// each, as the taps of a convolution do.
/// </summary>
/// <remarks>
/// Our choice. That an image's parts belong to their neighbours is what a transformer has to learn first, and what
/// costs it most images. Needs the positions of <see cref="SpectralInitialization"/>: a shift of the grid is then
/// nearly linear in a position's features, so that one matrix between queries and keys turns "here" into "one to the
/// left". Attention stays free to learn anything else.
/// </remarks>
internal static class LocalAttentionInit
{
    /// <summary>How far the neighbour's score stands above that of far cells, before the softmax.</summary>
    private const double PeakScore = 8;

    /// <summary>Standard deviation of all other weights: heads notice contents from the first step.</summary>
    private const double ContentStd = 0.03;

    // Keeps the shift small at the border, where cells have no code to come from; without it border cells shout.
    private const double Ridge = 0.1;

    // Sides, diagonals, sides at distance two: blocks beyond the table keep their random start.
    private static readonly (int X, int Y)[][] Rings =
    [
        [(1, 0), (-1, 0), (0, 1), (0, -1)],
        [(1, 1), (-1, 1), (-1, -1), (1, -1)],
        [(2, 0), (-2, 0), (0, 2), (0, -2)],
    ];

    /// <summary>Fills the query and key parts of a block's input projection.</summary>
    /// <param name="inputWeight">Packed projection [3D, D].</param>
    /// <param name="blockIndex">The block, from 0; the last ones of a deep encoder are left as they are.</param>
    /// <param name="numHeads">Heads; those beyond a ring's four are left as they are.</param>
    /// <param name="gridSide">Side of the position grid.</param>
    /// <param name="numPlaceFeatures">The first features, which carry positions.</param>
    public static void Fill(Tensor inputWeight, int blockIndex, int numHeads, int gridSide, int numPlaceFeatures)
    {
        if (blockIndex >= Rings.Length)
        {
            return;
        }

        var dim = (int)inputWeight.size(1);
        var headDim = dim / numHeads;
        var ring = Rings[blockIndex];
        var used = Math.Min(headDim, Math.Min(numPlaceFeatures, gridSide * gridSide));
        // The variance of a place feature is 1, so a code's product with itself is about their number.
        var gain = Math.Sqrt(PeakScore * Math.Sqrt(headDim) / used);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var identity = eye(used, dtype: ScalarType.Float32);
        for (var head = 0; head < Math.Min(numHeads, ring.Length); head++)
        {
            var queries = inputWeight.narrow(0, head * headDim, headDim);
            var keys = inputWeight.narrow(0, dim + (head * headDim), headDim);
            queries.normal_(0, ContentStd);
            keys.normal_(0, ContentStd);
            queries.narrow(0, 0, used).narrow(1, 0, used).add_(identity * gain);
            keys.narrow(0, 0, used).narrow(1, 0, used).add_(Shift(gridSide, used, ring[head]).t() * gain);
        }
    }

    /// <summary>
    /// The matrix [F, F] that best takes a cell's code to the code of the cell that has it as its neighbour.
    /// </summary>
    private static Tensor Shift(int side, int numFeatures, (int X, int Y) offset)
    {
        var basis = new CosineBasis(side);
        var (from, to) = (new List<float>(), new List<float>());
        for (var y = Math.Max(0, offset.Y); y < side + Math.Min(0, offset.Y); y++)
        {
            for (var x = Math.Max(0, offset.X); x < side + Math.Min(0, offset.X); x++)
            {
                for (var feature = 0; feature < numFeatures; feature++)
                {
                    from.Add((float)basis.At(feature, x, y));
                    to.Add((float)basis.At(feature, x - offset.X, y - offset.Y));
                }
            }
        }

        var numCells = from.Count / numFeatures;
        var source = tensor(from.ToArray(), numCells, numFeatures);                               // [cells, F]
        var target = tensor(to.ToArray(), numCells, numFeatures);                                 // [cells, F]
        var normal = mm(source.t(), source) + (eye(numFeatures, dtype: ScalarType.Float32) * Ridge);
        return linalg.solve(normal, mm(source.t(), target));                                      // [F, F]
    }
}
