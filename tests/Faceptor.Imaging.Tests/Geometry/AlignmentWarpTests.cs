using System.Numerics;
using CsCheck;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests.Geometry;

public sealed class AlignmentWarpTests
{
    private const float MapTolerance = 1e-3f;

    // The reference computes in single precision; going back from the bent edge multiplies its rounding.
    private const float PointTolerance = 1e-2f;

    public static TheoryData<string, double> Kinds =>
        new() { { "crop", 0 }, { "crop", 0.8 }, { "align", 0 }, { "align", 0.8 } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Points_agree_with_the_released_warp(string kind, double factor)
    {
        var warp = Golden.Warp(kind, factor);
        var points = Golden.Points("points");

        AssertNear(
            Golden.Points(Name(kind, factor, "points_warped")),
            [.. points.Select(warp.ToAligned)],
            MapTolerance);
        AssertNear(
            Golden.Points(Name(kind, factor, "points_back")),
            [.. points.Select(warp.ToAligned).Select(warp.ToOriginal)],
            PointTolerance);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Maps_agree_with_the_released_warp(string kind, double factor)
    {
        var warp = Golden.Warp(kind, factor);

        AssertNear(
            Golden.Points(Name(kind, factor, "map")),
            Grid(Golden.SidePx, Golden.SidePx).Select(warp.ToOriginal).ToArray(),
            MapTolerance);
        AssertNear(
            Golden.Points(Name(kind, factor, "inverse_map")),
            Grid(180, 150).Select(warp.ToAligned).ToArray(),
            MapTolerance);
    }

    [Fact]
    public void There_and_back_is_identity_where_the_picture_is_not_squeezed_to_its_edge()
    {
        // Beyond 3.8 times the factor the way back is cut off by the limit of artanh.
        Gen.Select(Gen.Double[0, 1], Gen.Double[-40, 140], Gen.Double[-40, 140]).Sample((factor, x, y) =>
        {
            var warp = new AlignmentWarp(AffineTransform.Identity, 100, Math.Max(factor, 0.3));
            var (alignedX, alignedY) = warp.ToAligned(x, y);
            var (backX, backY) = warp.ToOriginal(alignedX, alignedY);

            return Math.Abs(backX - x) < 0.01 && Math.Abs(backY - y) < 0.01;
        });
    }

    private static string Name(string kind, double factor, string part) =>
        FormattableString.Invariant($"{kind}_warp{factor:0.0}.{part}");

    private static IEnumerable<Vector2> Grid(int width, int height) =>
        Enumerable.Range(0, width * height).Select(i => new Vector2(i % width, i / width));

    private static void AssertNear(Vector2[] expected, Vector2[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, Vector2.Distance).Max(), 0, tolerance);
    }
}
