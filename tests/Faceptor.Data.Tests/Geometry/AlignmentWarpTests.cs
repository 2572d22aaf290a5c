using System.Numerics;
using CsCheck;
using Faceptor.Data.Geometry;

namespace Faceptor.Data.Tests.Geometry;

public sealed class AlignmentWarpTests
{
    // The reference computes in single precision; stretching multiplies its rounding near the edge.
    private const float PlainTolerance = 1e-3f;
    private const float BentTolerance = 2e-2f;

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
            PlainTolerance);
        AssertNear(
            Golden.Points(Name(kind, factor, "points_back")),
            [.. points.Select(warp.ToAligned).Select(warp.ToOriginal)],
            factor == 0 ? PlainTolerance : BentTolerance);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Maps_agree_with_the_released_warp(string kind, double factor)
    {
        var warp = Golden.Warp(kind, factor);

        AssertNear(
            Golden.Points(Name(kind, factor, "map")),
            Grid(Golden.SidePx, Golden.SidePx).Select(warp.ToOriginal).ToArray(),
            factor == 0 ? PlainTolerance : BentTolerance);
        AssertNear(
            Golden.Points(Name(kind, factor, "inverse_map")),
            Grid(180, 150).Select(warp.ToAligned).ToArray(),
            PlainTolerance);
    }

    [Fact]
    public void There_and_back_is_identity_where_the_picture_is_not_squeezed_to_its_edge()
    {
        Gen.Select(Gen.Double[0, 1], Gen.Single[-40, 140], Gen.Single[-40, 140]).Sample((factor, x, y) =>
        {
            var warp = new AlignmentWarp(AffineTransform.Identity, 100, Math.Max(factor, 0.3));
            var point = new Vector2(x, y);

            return Vector2.Distance(warp.ToOriginal(warp.ToAligned(point)), point) < 0.05;
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
