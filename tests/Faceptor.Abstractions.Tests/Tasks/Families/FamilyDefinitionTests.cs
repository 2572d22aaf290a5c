namespace Faceptor.Abstractions.Tests.Tasks.Families;

public sealed class FamilyDefinitionTests
{
    public static TheoryData<TaskFamily> Families => [.. Enum.GetValues<TaskFamily>()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_has_its_own(TaskFamily family) => Assert.Equal(family, FamilyDefinition.Of(family).Family);

    [Fact]
    public void A_number_without_a_family_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FamilyDefinition.Of((TaskFamily)99));

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_says_what_its_known_tasks_are(TaskFamily family)
    {
        var definition = FamilyDefinition.Of(family);

        Assert.All(FaceTasks.All.Where(task => task.Family == family), task =>
        {
            Assert.Same(definition, task.Definition);
            Assert.Equal(definition.IsDense, task.IsDense);
            Assert.Equal(definition.HasLabels, task.NumLabels > 0);
            Assert.Equal(definition.HasLandmarkSchema, task.Landmarks is not null);
            Assert.Equal(definition.HasParsingSchema, task.Parsing is not null);
            Assert.StartsWith($"{definition.Name}/", task.Id, StringComparison.Ordinal);
            Assert.Equal(definition.UsualLabels ?? task.Labels, task.Labels);
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_changes_its_own_normalisation_only(TaskFamily family)
    {
        var numbers = ChannelNormalization.Half with { Mean = [0.1, 0.2, 0.3] };

        var changed = FamilyDefinition.Of(family).With(InputNormalization.Released, numbers);

        Assert.All(Enum.GetValues<TaskFamily>(), other => Assert.Equal(
            other == family ? numbers : FamilyDefinition.Of(other).ReleasedNormalization, changed.Of(other)));
    }
}
