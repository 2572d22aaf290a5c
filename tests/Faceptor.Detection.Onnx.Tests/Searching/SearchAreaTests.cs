using System.Numerics;
using CsCheck;
using Faceptor.Detection.Onnx.Searching;

namespace Faceptor.Detection.Onnx.Tests.Searching;

public sealed class SearchAreaTests
{
    [Fact]
    public void Without_tiles_there_is_the_whole_image()
    {
        Assert.Equal([new SearchArea(0, 0, 300, 200, 300, 200)], SearchArea.Of(300, 200, null));
        Assert.Single(SearchArea.Of(300, 200, 300));
    }

    [Fact]
    public void Tiles_begin_and_end_at_the_edges()
    {
        var tiles = SearchArea.Of(250, 80, 100).Skip(1).ToArray();

        Assert.Equal([0, 75, 150], tiles.Select(tile => tile.Left));
        Assert.All(tiles, tile => Assert.Equal((0, 100, 80), (tile.Top, tile.WidthPx, tile.HeightPx)));
    }

    [Fact]
    public void Whatever_is_at_most_a_quarter_of_a_tile_lies_in_one_whole()
    {
        Gen.Select(Gen.Int[64, 900], Gen.Int[64, 900], Gen.Int[64, 300], Gen.Double[0, 1], Gen.Double[0, 1]).Sample(
            (width, height, side, x, y) =>
            {
                // With room for the two per cent that a box has to keep from a cut.
                var size = side * 0.23f;
                var topLeft = new Vector2((float)(x * Math.Max(0, width - size)), (float)(y * Math.Max(0, height - size)));
                var face = new Candidate(1, topLeft, topLeft + new Vector2(size), []);

                var tiles = SearchArea.Of(width, height, side).Skip(1).ToArray();

                Assert.True(tiles.Length == 0 || tiles.Any(tile => Holds(tile, face)), $"{width} x {height}, {side}: {face}");
            });
    }

    [Fact]
    public void A_face_at_a_cut_is_left_to_the_neighbour_and_one_at_the_edge_of_the_image_is_not()
    {
        var left = SearchArea.Of(250, 80, 100).ElementAt(1);

        Assert.True(left.HoldsWhole(Face(-5, 30)));
        Assert.False(left.HoldsWhole(Face(70, 100)));
    }

    private static bool Holds(SearchArea tile, Candidate face) =>
        face.TopLeft.X >= tile.Left && face.TopLeft.Y >= tile.Top && face.BottomRight.X <= tile.Left + tile.WidthPx
        && face.BottomRight.Y <= tile.Top + tile.HeightPx && tile.HoldsWhole(face);

    private static Candidate Face(float left, float right) => new(1, new Vector2(left, 10), new Vector2(right, 40), []);
}
