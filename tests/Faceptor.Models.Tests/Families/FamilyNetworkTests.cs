using Faceptor.Models.Families;

namespace Faceptor.Models.Tests.Families;

public sealed class FamilyNetworkTests
{
    public static TheoryData<TaskFamily> Families => [.. Enum.GetValues<TaskFamily>()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_has_its_own(TaskFamily family) => Assert.Equal(family, FamilyNetwork.Of(family).Family);
}
