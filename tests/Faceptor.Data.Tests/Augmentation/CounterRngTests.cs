using Faceptor.Data.Augmentation;

namespace Faceptor.Data.Tests.Augmentation;

public sealed class CounterRngTests
{
    [Fact]
    public void Uniform_numbers_fill_their_range_evenly()
    {
        var values = new float[200_001];

        FillUniform(new CounterRng(new SeededRandom(3)), values);

        var counts = values.GroupBy(value => (int)(value * 20))
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(20, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9_600, 10_400));
        Assert.InRange(Correlation(values, 1), -0.01, 0.01);
        Assert.InRange(Correlation(values, 8), -0.01, 0.01);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_deviation_1_and_the_bell()
    {
        var values = new float[200_001];

        new CounterRng(new SeededRandom(4)).FillNormal(values, 0);

        Assert.InRange(values.Average(), -0.01, 0.01);
        Assert.InRange(values.Average(value => value * value), 0.985, 1.015);
        Assert.InRange(values.Count(value => Math.Abs(value) < 1) / 200_001.0, 0.678, 0.687);
        Assert.InRange(values.Max(), 3.9f, 6.2f);
    }

    [Fact]
    public void A_number_depends_on_its_place_and_key_alone()
    {
        var whole = new float[37];
        var parts = new float[37];

        new CounterRng(new SeededRandom(5)).FillNormal(whole, 0);
        new CounterRng(new SeededRandom(5)).FillNormal(parts.AsSpan(0, 13), 0);
        new CounterRng(new SeededRandom(5)).FillNormal(parts.AsSpan(13), 13);

        Assert.Equal(whole, parts);
        new CounterRng(new SeededRandom(6)).FillNormal(parts, 0);
        Assert.DoesNotContain(true, whole.Zip(parts, (left, right) => left == right));
    }

    internal static void FillUniform(CounterRng noise, float[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = noise.Uniform((uint)i)[0];
        }
    }

    private static double Correlation(float[] values, int distance) =>
        values.Zip(values.Skip(distance), (left, right) => (left - 0.5) * (right - 0.5)).Average() * 12;
}
