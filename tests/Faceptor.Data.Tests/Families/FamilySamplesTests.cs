using Faceptor.Data.Datasets;
using Faceptor.Data.Families;

namespace Faceptor.Data.Tests.Families;

public sealed class FamilySamplesTests
{
    public static TheoryData<TaskFamily> Families => [.. Enum.GetValues<TaskFamily>()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_has_its_own(TaskFamily family) => Assert.Equal(family, FamilySamples.Of(family).Family);

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_has_labels_of_its_own_kind(TaskFamily family)
    {
        var type = FamilySamples.Of(family).LabelType;

        Assert.True(type.IsSubclassOf(typeof(FaceLabel)));
        Assert.Single(Enum.GetValues<TaskFamily>(), other => FamilySamples.Of(other).LabelType == type);
    }
}
