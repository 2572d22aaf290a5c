using Faceptor.Evaluation.Families;

namespace Faceptor.Evaluation.Tests.Families;

public sealed class FamilyEvaluationTests
{
    public static TheoryData<TaskFamily> Families => [.. Enum.GetValues<TaskFamily>()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_has_its_own(TaskFamily family) => Assert.Equal(family, FamilyEvaluation.Of(family).Family);

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_is_scored_by_a_split_or_on_pairs(TaskFamily family) => Assert.Equal(
        FamilyDefinition.Of(family).IsScoredOnPairs, FamilyEvaluation.Of(family).CreateEvaluator() is null);
}
