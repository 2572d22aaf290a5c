using Faceptor.Training.Families;

namespace Faceptor.Training.Tests.Families;

public sealed class FamilyCriterionTests
{
    public static TheoryData<TaskFamily> Families => [.. Enum.GetValues<TaskFamily>()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_has_its_own(TaskFamily family) => Assert.Equal(family, FamilyCriterion.Of(family).Family);
}
