using Faceptor.Core.Encoders;
using Faceptor.Testing;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Encoders;

public sealed class SpectralInitializationTests
{
    [Fact]
    public void Patch_filters_are_orthogonal_and_the_first_sees_the_mean_brightness()
    {
        using var scope = NewDisposeScope();
        var weight = randn(48, 3, 8, 8);

        SpectralInitialization.FillPatchFilters(weight);

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

        SpectralInitialization.FillPositions(weight);

        var cells = weight.narrow(0, 1, 16);
        // Amplitude 0.5 times the side 4: every code has length 2, and different cells share nothing.
        TensorAssert.Close(eye(16) * 4, mm(cells, cells.t()), 1e-4);
        TensorAssert.Close(full(20, 7f), weight[0], 0);
    }
}
