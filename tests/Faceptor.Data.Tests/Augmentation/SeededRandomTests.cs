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
}
