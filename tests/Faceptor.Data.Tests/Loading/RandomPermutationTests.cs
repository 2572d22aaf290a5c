using Faceptor.Data.Augmentation;
using Faceptor.Data.Loading;

namespace Faceptor.Data.Tests.Loading;

public sealed class RandomPermutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    [InlineData(65_537)]
    public void Every_value_comes_once(int count)
    {
        var order = new RandomPermutation(count, new SeededRandom(7, count));

        Assert.Equal(Enumerable.Range(0, count), Enumerable.Range(0, count).Select(place => order[place]).Order());
    }

    [Fact]
    public void Every_value_comes_to_every_place_about_equally_often()
    {
        const int Count = 10;
        const int NumOrders = 20_000;
        var hits = new int[Count, Count];
        for (var i = 0; i < NumOrders; i++)
        {
            var order = new RandomPermutation(Count, new SeededRandom(i));
            for (var place = 0; place < Count; place++)
            {
                hits[place, order[place]]++;
            }
        }

        // 2,000 are expected in each cell; 45 is a standard deviation, 5 of them leave no room for chance.
        Assert.All(hits.Cast<int>(), number => Assert.InRange(number, 1775, 2225));
    }

    [Fact]
    public void Neighbours_are_no_more_often_neighbours_than_chance_has_it()
    {
        const int Count = 4096;
        var order = new RandomPermutation(Count, new SeededRandom(3));

        var numNeighbours = Enumerable.Range(0, Count - 1).Count(i => Math.Abs(order[i + 1] - order[i]) == 1);

        Assert.InRange(numNeighbours, 0, 10);
    }

    [Fact]
    public void The_largest_dataset_costs_no_memory()
    {
        var order = new RandomPermutation(5_179_510, new SeededRandom(1));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var sum = 0L;
        for (var place = 0; place < 1000; place++)
        {
            sum += order[place * 5000];
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(sum / 1000, 2_000_000, 3_200_000);
    }
}
