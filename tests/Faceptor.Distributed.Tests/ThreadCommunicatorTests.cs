using static TorchSharp.torch;

namespace Faceptor.Distributed.Tests;

[Collection(TorchGeneratorCollection.Name)]
public sealed class ThreadCommunicatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_member_gives_what_its_name_says(int numRanks) => ThreadCommunicator.Run(numRanks, ranks =>
    {
        using var scope = NewDisposeScope();
        var own = tensor(new[] { ranks.Rank, 1f });
        float sum = Enumerable.Range(0, numRanks).Sum();

        var summed = own.clone();
        ranks.BeginSum(summed).GetAwaiter().GetResult();
        Assert.Equal([sum, numRanks], summed.data<float>().ToArray());

        var most = own.clone();
        ranks.Max(most);
        Assert.Equal([numRanks - 1, 1], most.data<float>().ToArray());

        var last = own.clone();
        ranks.Broadcast(last, numRanks - 1);
        Assert.Equal([numRanks - 1, 1], last.data<float>().ToArray());

        var all = zeros(numRanks * 2);
        ranks.AllGather(own, all);
        Assert.Equal(Enumerable.Range(0, numRanks).SelectMany(rank => new[] { rank, 1f }), all.data<float>().ToArray());

        var part = zeros(2);
        ranks.ReduceScatter(all, part);
        Assert.Equal([ranks.Rank * numRanks, numRanks], part.data<float>().ToArray());
        ranks.Barrier();
    });

    [Fact]
    public void Sums_are_added_as_a_tree()
    {
        using var scope = NewDisposeScope();
        using var seed = new Generator(5);
        Tensor[] addends = [.. Enumerable.Range(0, 4).Select(_ => randn(1_000, generator: seed))];
        var expected = (addends[0] + addends[1]) + (addends[2] + addends[3]);

        ThreadCommunicator.Run(4, ranks =>
        {
            using var sum = addends[ranks.Rank].clone();
            ranks.Sum(sum);
            TensorAssert.Same(expected, sum);
        });
    }

    [Fact]
    public void The_first_failure_is_thrown_on_and_the_others_do_not_wait()
    {
        var others = new List<string>();

        var error = Assert.Throws<InvalidOperationException>(() => ThreadCommunicator.Run(3, ranks =>
        {
            ranks.Barrier();
            if (ranks.Rank == 1)
            {
                throw new InvalidOperationException("no data");
            }

            others.Add(Assert.Throws<DistributedException>(ranks.Barrier).Message);
        }));

        Assert.Equal("no data", error.Message);
        Assert.Equal(["rank 1 has ended: no data", "rank 1 has ended: no data"], others);
    }

    [Fact]
    public void Ranks_that_do_not_agree_are_told_so()
    {
        var error = Assert.Throws<DistributedException>(() => ThreadCommunicator.Run(2, ranks =>
        {
            using var own = zeros(ranks.Rank + 1);
            ranks.Sum(own);
        }));

        Assert.Equal("rank 0 calls Sum of Float32 [1], rank 1 Sum of Float32 [2].", error.Message);
        Assert.Throws<DistributedException>(() => ThreadCommunicator.Run(2, ranks =>
        {
            if (ranks.Rank == 0)
            {
                ranks.Barrier();
            }
        }));
    }

    [Fact]
    public void Each_rank_has_random_numbers_of_its_own()
    {
        manual_seed(9);
        var expected = new[] { rand(1).item<float>(), rand(1).item<float>() };
        manual_seed(9);

        ThreadCommunicator.Run(2, ranks =>
        {
            var first = rand(1).item<float>();
            ranks.Barrier();
            float[] drawn = [first, rand(1).item<float>()];
            Assert.Equal(expected, drawn);
        });

        Assert.Equal(expected[0], rand(1).item<float>());
    }
}
