using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Layers;

public sealed class GridResizingTests
{
    [Fact]
    public void A_grid_of_the_wanted_size_stays_as_it_is()
    {
        using var scope = NewDisposeScope();
        var cells = randn(9, 5);

        TensorAssert.Close(cells, GridResizing.Bicubic(cells, 3, new PatchGrid(3, 3)), 0);
    }

    /// <summary>
    /// Half-way between two cells the cubic kernel (a = -0.75) weighs four cells by -3, 19, 19, -3 over 32; the border
    /// cell stands in for the one outside. No antialiasing: the eight other cells have no say.
    /// </summary>
    [Fact]
    public void Halving_a_grid_weighs_cells_by_the_cubic_kernel()
    {
        using var scope = NewDisposeScope();
        double[] line = [3, 7, -2, 5];
        var cells = tensor([.. from row in line from column in line select (float)(row * column)], 16, 1);
        double[] halved =
        [
            ((-3 * 3) + (19 * 3) + (19 * 7) - (3 * -2)) / 32.0,
            ((-3 * 7) + (19 * -2) + (19 * 5) - (3 * 5)) / 32.0,
        ];

        var resized = GridResizing.Bicubic(cells, 4, new PatchGrid(2, 2));

        TensorAssert.Close(
            tensor([.. from row in halved from column in halved select (float)(row * column)], 4, 1), resized, 1e-5);
    }
}
