using Faceptor.Ranks;

namespace Faceptor.Distributed.Tests;

public sealed class SingleRankTests
{
    [Fact]
    public void One_process_gets_from_all_members_what_it_gives()
    {
        MemberChecks.Run(SingleRank.Instance);
    }
}
