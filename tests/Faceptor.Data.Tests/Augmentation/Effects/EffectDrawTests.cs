using Faceptor.Data.Augmentation;
using Faceptor.Data.Augmentation.Effects;

namespace Faceptor.Data.Tests.Augmentation.Effects;

public sealed class EffectDrawTests
{
    private const int SidePx = 112;

    [Fact]
    public void Erased_rectangles_have_the_published_sizes()
    {
        var areas = new List<double>();
        for (var seed = 0; seed < 3000; seed++)
        {
            if (RandomErasing.Draw(SidePx, new SeededRandom(seed)) is { } erased)
            {
                areas.Add((double)erased.Width * erased.Height / (SidePx * SidePx));
                Assert.InRange((double)erased.Height / erased.Width, 0.27, 1 / 0.27);
                Assert.InRange(erased.Left + erased.Width, erased.Width, SidePx);
                Assert.InRange(erased.Top + erased.Height, erased.Height, SidePx);
            }
        }

        Assert.Equal(3000, areas.Count);
        Assert.InRange(areas.Min(), 0.017, 0.025);
        Assert.InRange(areas.Max(), 0.325, 0.34);
    }

    [Fact]
    public void Erasing_fills_the_rectangle_with_noise_and_nothing_else()
    {
        var values = new float[3 * SidePx * SidePx];

        new RandomErasing(5, 10, 40, 50).Apply(new Planes(values, SidePx), new CounterRng(new SeededRandom(1)));

        Assert.Equal(3 * 40 * 50, values.Count(value => value != 0));
        Assert.InRange(values.Distinct().Count(), 5_950, 6_001);
        Assert.NotEqual(0, values[(10 * SidePx) + 5]);
        Assert.NotEqual(0, values[(2 * SidePx * SidePx) + (59 * SidePx) + 44]);
    }

    [Fact]
    public void Occlusion_blackens_a_rectangle_of_the_published_size()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var occlusion = Occlusion.Draw(SidePx, new SeededRandom(seed));
            var values = new float[3 * SidePx * SidePx];
            Array.Fill(values, 1f);

            occlusion.Apply(new Planes(values, SidePx));

            var (width, height) = (occlusion.Right - occlusion.Left, occlusion.Bottom - occlusion.Top);
            Assert.InRange(height, 0, (int)(SidePx / 2 * 0.8) + 1);
            Assert.InRange(width, 0, (SidePx / 2) + 1);
            Assert.Equal(3 * width * height, values.Count(value => value == 0));
        }
    }

    [Fact]
    public void Noise_moves_every_value_by_its_share()
    {
        var values = new float[3 * 15 * 15];
        Array.Fill(values, 0.5f);
        var noise = new float[values.Length];
        CounterRngTests.FillUniform(new CounterRng(new SeededRandom(9)), noise);

        NoiseFusion.Apply(new Planes(values, 15), 0.25f, new CounterRng(new SeededRandom(9)));

        Assert.All(values.Zip(noise), pair => Assert.Equal((0.75f * 0.5f) + (0.25f * pair.Second), pair.First, 1e-6f));
    }

    [Fact]
    public void Gamma_takes_the_root_or_the_square()
    {
        float[] roots = [.. Enumerable.Range(0, 27).Select(i => i / 27f)];
        var squares = roots.ToArray();
        var same = roots.ToArray();

        Gamma.Brighter.Apply(new Planes(roots, 3));
        Gamma.Darker.Apply(new Planes(squares, 3));
        Gamma.None.Apply(new Planes(same, 3));

        for (var i = 0; i < 27; i++)
        {
            Assert.Equal(MathF.Sqrt(i / 27f), roots[i], 1e-6f);
            Assert.Equal(i / 27f * (i / 27f), squares[i], 1e-6f);
            Assert.Equal(i / 27f, same[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Blur_takes_pictures_smaller_than_its_window(int side)
    {
        var values = new float[3 * side * side];
        Array.Fill(values, 0.4f);

        BoxBlur.Apply(new Planes(values, side), 5);

        Assert.All(values, value => Assert.Equal(0.4f, value, 1e-6f));
    }
}
