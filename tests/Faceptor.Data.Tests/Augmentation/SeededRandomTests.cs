using Faceptor.Data.Augmentation;

namespace Faceptor.Data.Tests.Augmentation;

public sealed class SeededRandomTests
{
    [Fact]
    public void Streams_depend_on_every_seed_and_their_order()
    {
        double[] firsts =
        [
            new SeededRandom(1, 2, 3).NextDouble(),
            new SeededRandom(1, 3, 2).NextDouble(),
            new SeededRandom(1, 2).NextDouble(),
            new SeededRandom(1, 2, 4).NextDouble(),
            new SeededRandom(0).NextDouble(),
            new SeededRandom(0, 0).NextDouble(),
        ];

        Assert.Equal(firsts.Length, firsts.Distinct().Count());
        Assert.Equal(firsts[0], new SeededRandom(1, 2, 3).NextDouble());
    }

    [Fact]
    public void Numbers_are_uniform()
    {
        var random = new SeededRandom(42);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            counts[random.NextInt(10)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.InRange(Enumerable.Range(0, 100_000).Average(_ => random.NextDouble()), 0.497, 0.503);
    }

    [Fact]
    public void Shuffle_keeps_every_value()
    {
        int[] values = [.. Enumerable.Range(0, 100)];

        new SeededRandom(5).Shuffle(values);

        Assert.NotEqual(Enumerable.Range(0, 100), values);
        Assert.Equal(Enumerable.Range(0, 100), values.Order());
    }

    [Fact]
    public void Numbers_never_change()
    {
        // A run that is resumed with a later version must go on as it began.
        var random = new SeededRandom(1, 2, 3);

        Assert.Equal(0.45965254046737813, random.NextDouble(), 1e-15);
        Assert.Equal(838, random.NextInt(1000));
        Assert.Equal(-2.0098933032034543, random.NextNormal(), 1e-12);
        Assert.Equal(1055811398986656649, SeededRandom.SeedOf("age/morph2"));
        var noise = new float[3];
        CounterRngTests.FillUniform(new CounterRng(random), noise);
        Assert.Equal(0.6423998f, noise[2], 1e-7f);
        new CounterRng(random).FillNormal(noise, 0);
        Assert.Equal(-0.0050960463f, noise[2], 1e-5f);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_deviation_1()
    {
        var random = new SeededRandom(8);
        var values = Enumerable.Range(0, 100_000).Select(_ => random.NextNormal()).ToArray();

        Assert.InRange(values.Average(), -0.01, 0.01);
        Assert.InRange(values.Average(value => value * value), 0.98, 1.02);
    }
}
