using Faceptor.Data.Loading;

namespace Faceptor.Data.Tests.Loading;

public sealed class SampleCacheTests
{
    private const int SampleBytes = 8 * 8 * 3;

    [Fact]
    public void Read_decodes_each_sample_once()
    {
        var dataset = new CountingDataset(5);
        var cache = new SampleCache(dataset, 5 * SampleBytes);

        var first = Enumerable.Range(0, 5).Select(cache.Read).ToArray();
        var second = Enumerable.Range(0, 5).Select(cache.Read).ToArray();

        Assert.Equal(5, dataset.NumReads);
        Assert.All(first.Zip(second), pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void Read_keeps_no_more_than_its_bound()
    {
        var dataset = new CountingDataset(5);
        var cache = new SampleCache(dataset, (2 * SampleBytes) + 1);

        for (var pass = 0; pass < 2; pass++)
        {
            Assert.Equal(
                Enumerable.Range(0, 5).Select(index => $"{index}"),
                Enumerable.Range(0, 5).Select(index => cache.Read(index).Name));
        }

        Assert.Equal((2, 2L * SampleBytes), (cache.NumCached, cache.NumBytes));
        Assert.Equal(5 + 3, dataset.NumReads);
    }

    [Fact]
    public void Read_from_many_threads_keeps_count_and_bound()
    {
        var cache = new SampleCache(new CountingDataset(40), 20 * SampleBytes);

        Parallel.For(0, 4000, i => Assert.Equal($"{i % 40}", cache.Read(i % 40).Name));

        Assert.InRange(cache.NumCached, 1, 20);
        Assert.Equal((long)cache.NumCached * SampleBytes, cache.NumBytes);
    }
}
