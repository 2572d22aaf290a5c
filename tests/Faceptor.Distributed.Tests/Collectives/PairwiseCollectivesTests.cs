using Faceptor.Distributed.Collectives;
using Faceptor.Ranks;
using static TorchSharp.torch;

namespace Faceptor.Distributed.Tests.Collectives;

public sealed class PairwiseCollectivesTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    public void All_members_are_right_for_any_number_of_ranks(int numRanks)
    {
        ThreadMessages.Run(numRanks, messages =>
        {
            using var communicator = new ThreadCommunicator(messages);
            MemberChecks.Run(communicator);
        });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_rank_sends_a_large_tensor_less_than_twice(int numRanks)
    {
        ThreadMessages.Run(numRanks, messages =>
        {
            using var quiet = no_grad();
            using var numbers = zeros(1_000_000, dtype: ScalarType.Float32);
            new PairwiseCollectives(messages).Sum(numbers);

            Assert.InRange(messages.NumSent, 1, 2 * 4_000_000L * (numRanks - 1) / numRanks + 64);
        });
    }

    [Fact]
    public void Two_ranks_with_half_the_addends_each_sum_as_one_with_all()
    {
        using var whole = Addends.Sum(4, ScalarType.Float32, 100_000);
        ThreadMessages.Run(2, messages =>
        {
            using var own = new TreeSum();
            own.Add(Addends.Of(2 * messages.Rank, ScalarType.Float32, 100_000));
            own.Add(Addends.Of((2 * messages.Rank) + 1, ScalarType.Float32, 100_000));
            using var sum = own.Take();
            using var quiet = no_grad();
            new PairwiseCollectives(messages).Sum(sum);

            TensorAssert.Same(whole, sum);
        });
    }
}
