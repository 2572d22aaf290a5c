using Faceptor.Core.Encoders;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Encoders;

public sealed class SpectralInitializationTests
{
    [Fact]
    public void Patch_filters_are_orthogonal_and_the_first_sees_the_mean_brightness()
    {
        using var scope = NewDisposeScope();
        var weight = randn(48, 3, 8, 8);

        SpectralInitialization.FillPatchFilters(weight, numPlaceFeatures: 0);

        var rows = nn.functional.normalize(weight.flatten(1));
        TensorAssert.Close(eye(48), mm(rows, rows.t()), 1e-5);
        TensorAssert.Close(weight[0].mean().expand(3, 8, 8), weight[0], 1e-6);
    }

    [Fact]
    public void Every_cell_has_a_position_orthogonal_to_all_others()
    {
        using var scope = NewDisposeScope();
        var weight = zeros(1 + (4 * 4), 20);
        weight[0].fill_(7);

        SpectralInitialization.FillPositions(weight, numPlaceFeatures: 20);

        var cells = weight.narrow(0, 1, 16);
        // The basis times the side 4: every code has length 4, and different cells share nothing.
        TensorAssert.Close(eye(16) * 16, mm(cells, cells.t()), 1e-4);
        TensorAssert.Close(full(20, 7f), weight[0], 0);
    }

    [Fact]
    public void Filters_and_positions_share_no_feature()
    {
        using var scope = NewDisposeScope();
        var filters = randn(20, 3, 4, 4);
        var positions = randn(1 + (4 * 4), 20);

        SpectralInitialization.FillPatchFilters(filters, numPlaceFeatures: 5);
        SpectralInitialization.FillPositions(positions, numPlaceFeatures: 5);

        TensorAssert.Close(zeros(5, 3, 4, 4), filters.narrow(0, 0, 5), 0);
        Assert.True(filters.narrow(0, 5, 15).abs().sum(1, 2, 3).min().item<float>() > 0);
        TensorAssert.Close(zeros(16, 15), positions.narrow(0, 1, 16).narrow(1, 5, 15), 0);
    }
}
