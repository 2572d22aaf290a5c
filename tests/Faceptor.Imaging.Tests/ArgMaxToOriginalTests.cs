using CsCheck;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Imaging.Tests;

/// <summary>The fast way from score maps to classes gives what <see cref="ScalarArgMax"/> gives, pixel by pixel.</summary>
public sealed class ArgMaxToOriginalTests
{
    private static readonly Gen<AlignmentWarp> Warps =
        from rotation in Gen.Double[-4, 4]
        from scale in Gen.Double[0.02, 4]
        from x in Gen.Float[-80, 80]
        from y in Gen.Float[-80, 80]
        from tanh in Gen.OneOf(Gen.Const(0.0), Gen.Const(0.3), Gen.Const(0.8), Gen.Const(1.0))
        from side in Gen.Int[1, 40]
        from isUpright in Gen.Bool
        select new AlignmentWarp(
            AffineTransform.Jitter(isUpright ? 0 : rotation, scale, new(x, y), new(20, 20)), side, tanh);

    [Fact]
    public void Any_warp_of_any_maps_gives_the_same_classes() =>
        Gen.Select(Warps, Gen.Int[1, 30], Gen.Int[1, 90], Gen.Int[1, 70], Gen.Int[0, 3], Gen.Int)
            .Sample(
                (warp, numClasses, width, height, kind, seed) =>
                {
                    var scores = Scores(numClasses, warp.SidePx, kind, new Random(seed));
                    var expected = ScalarArgMax.Run(scores, numClasses, warp, width, height);

                    Assert.Equal(expected, ImageWarp.ArgMaxToOriginal(scores, numClasses, warp, width, height).Classes);
                },
                iter: 400);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.8)]
    public void A_large_image_gives_the_same_classes(double tanhFactor)
    {
        var warp = new AlignmentWarp(
            AffineTransform.Jitter(0.1, 0.12, new(-3.3f, -7.1f), new(0, 0)), 128, tanhFactor);
        var scores = Scores(19, 128, kind: 1, new Random(1));

        var actual = ImageWarp.ArgMaxToOriginal(scores, 19, warp, 1200, 900);

        Assert.Equal(ScalarArgMax.Run(scores, 19, warp, 1200, 900), actual.Classes);
        Assert.True(actual.Classes.Distinct().Count() > 4, "the maps have too few winners to tell anything");
    }

    [Fact]
    public void All_256_classes_can_win()
    {
        var scores = new float[256 * 16 * 16];
        for (var place = 0; place < 256; place++)
        {
            scores[(place * 256) + place] = 1;
        }

        var map = ImageWarp.ArgMaxToOriginal(scores, 256, new AlignmentWarp(AffineTransform.Identity, 16), 16, 16);

        Assert.Equal(Enumerable.Range(0, 256).Select(value => (byte)value), map.Classes);
    }

    [Fact]
    public void Too_few_scores_are_refused()
    {
        var warp = new AlignmentWarp(AffineTransform.Identity, 4);

        var error = Assert.Throws<ArgumentException>(() => ImageWarp.ArgMaxToOriginal(new float[31], 2, warp, 4, 4));

        Assert.StartsWith("32 values were expected, got 31.", error.Message, StringComparison.Ordinal);
    }

    // 0: noise; 1: smooth; 2: few values, so that many are equal; 3: huge, tiny and equal ones side by side.
    private static float[] Scores(int numClasses, int side, int kind, Random random)
    {
        var scores = new float[numClasses * side * side];
        float[] values = [0, -0f, 1e-38f, 1, 1 + 1e-7f, 1e30f, -1e30f, -1];
        for (var i = 0; i < scores.Length; i++)
        {
            var (k, y, x) = (i / (side * side), i / side % side, i % side);
            scores[i] = kind switch
            {
                0 => (random.NextSingle() * 10) - 5,
                1 => (5 * MathF.Sin((k * 1.7f) + (x * (0.05f + (k * 0.013f))))) + (5 * MathF.Cos((k * 0.9f) + (y * 0.13f))),
                2 => random.Next(3),
                _ => values[random.Next(values.Length)],
            };
        }

        return scores;
    }
}
