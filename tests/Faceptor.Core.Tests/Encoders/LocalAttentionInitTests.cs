using Faceptor.Core.Encoders;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Encoders;

public sealed class LocalAttentionInitTests
{
    private const int Side = 6;
    private const int NumPlaceFeatures = 24;

    [Theory]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 3, 0, -1)]
    [InlineData(1, 2, -1, -1)]
    [InlineData(2, 1, -2, 0)]
    public void A_head_looks_most_at_its_neighbour(int block, int head, int offsetX, int offsetY)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        const int Dim = 4 * NumPlaceFeatures;
        var positions = zeros(1 + (Side * Side), Dim);
        SpectralInitialization.FillPositions(positions, NumPlaceFeatures);
        var weight = randn(3 * Dim, Dim);
        var values = weight.narrow(0, 2 * Dim, Dim).clone();

        LocalAttentionInit.Fill(weight, block, numHeads: 4, Side, NumPlaceFeatures);

        var cells = positions.narrow(0, 1, Side * Side);
        var queries = mm(cells, weight.narrow(0, head * NumPlaceFeatures, NumPlaceFeatures).t());
        var keys = mm(cells, weight.narrow(0, Dim + (head * NumPlaceFeatures), NumPlaceFeatures).t());
        var favourites = mm(queries, keys.t()).argmax(1).data<long>().ToArray();
        var checkedCells = 0;
        for (var y = Math.Max(0, -offsetY); y < Math.Min(Side, Side - offsetY); y++)
        {
            for (var x = Math.Max(0, -offsetX); x < Math.Min(Side, Side - offsetX); x++)
            {
                Assert.Equal(((y + offsetY) * Side) + x + offsetX, favourites[(y * Side) + x]);
                checkedCells++;
            }
        }

        Assert.InRange(checkedCells, 20, 30);
        TensorAssert.Close(values, weight.narrow(0, 2 * Dim, Dim), 0);
    }

    [Fact]
    public void Blocks_beyond_the_rings_keep_their_start()
    {
        using var scope = NewDisposeScope();
        var weight = randn(36, 12);
        var before = weight.clone();

        LocalAttentionInit.Fill(weight, blockIndex: 3, numHeads: 4, gridSide: 4, numPlaceFeatures: 3);

        TensorAssert.Close(before, weight, 0);
    }
}
