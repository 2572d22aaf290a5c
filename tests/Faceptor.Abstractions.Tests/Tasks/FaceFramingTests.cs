using System.Text.Json;

namespace Faceptor.Abstractions.Tests.Tasks;

/// <summary>Which framing a task has, and how files carry it.</summary>
public sealed class FaceFramingTests
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new FaceTaskJsonConverter() } };

    public static TheoryData<TaskFamily> Families => [.. Enum.GetValues<TaskFamily>()];

    [Fact]
    public void Known_tasks_have_the_framing_of_their_datasets()
    {
        Assert.Equal(FaceFraming.SquareLandmarkBox, FaceTasks.Landmarks300W.Framing);
        Assert.Equal(FaceFraming.WideLandmarkBox, FaceTasks.LandmarksAflw19.Framing);
        Assert.Equal(FaceFraming.CelebAHq, FaceTasks.ParsingCelebAMaskHq.Framing);
        Assert.Equal(FaceFraming.LaPa, FaceTasks.ParsingLaPa.Framing);
        Assert.Equal(FaceFraming.LooseArcFace, FaceTasks.AgeUtkFace.Framing);
        Assert.Equal(FaceFraming.CelebA, FaceTasks.AttributesCelebA.Framing);
        Assert.Equal("arcface", FaceTasks.IdentityMs1mV3.Framing.Name);
        Assert.All(
            FaceTasks.All,
            task => Assert.Equal(task.Family == TaskFamily.Identity, task.Framing.AddsMirroredView));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Custom_tasks_have_the_framing_of_lists_of_ones_own(TaskFamily family)
    {
        var expected = family switch
        {
            TaskFamily.Landmarks => "landmark-box",
            TaskFamily.Parsing => "whole-image",
            _ => "box-crop",
        };

        Assert.Equal(expected, Custom(family).Framing.Name);
        Assert.Equal(family == TaskFamily.Identity, Custom(family).Framing.AddsMirroredView);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_framing_of_a_family_comes_back_from_JSON(TaskFamily family)
    {
        Assert.All(FaceFraming.ForFamily(family), framing =>
        {
            var json = JsonSerializer.Serialize(Custom(family, framing), Json);

            Assert.Equal(framing, JsonSerializer.Deserialize<FaceTask>(json, Json)!.Framing);
            Assert.Equal(
                framing != FaceFraming.DefaultFor(family), json.Contains("framing", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_task_written_without_a_framing_is_read_with_the_default()
    {
        const string Written =
            """{"id":"attributes/mine","family":"Attributes","name":"mine","labels":["helmet"]}""";

        var task = JsonSerializer.Deserialize<FaceTask>(Written, Json)!;

        Assert.Equal(FaceFraming.BoxCrop, task.Framing);
        Assert.Equal(Written, JsonSerializer.Serialize(task, Json));
    }

    [Theory]
    [InlineData("box-corp", "did you mean 'box-crop'?")]
    [InlineData("lapa", "expected one of box-crop, arcface, loose-arcface, celeba.")]
    public void An_unknown_framing_is_refused_with_those_that_exist(string name, string expected)
    {
        var written = $$"""
            {"id":"attributes/mine","family":"Attributes","name":"mine","labels":["helmet"],"framing":"{{name}}"}
            """;

        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FaceTask>(written, Json));

        Assert.Contains($"unknown framing '{name}' for family Attributes", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_framing_of_another_family_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Custom(TaskFamily.Age, FaceFraming.LandmarkBox));
        Assert.Throws<ArgumentException>(() => Custom(TaskFamily.Landmarks, FaceFraming.BoxCrop));
    }

    [Fact]
    public void The_framing_of_a_known_task_cannot_be_another()
    {
        var known = FaceTasks.AttributesCelebA;
        var same = new FaceTask(known.Id, known.Family, known.DatasetName, known.Labels);

        Assert.Equal(known.Framing, same.Framing);
        Assert.Contains(
            "the paper's task",
            Assert.Throws<ArgumentException>(
                () => new FaceTask(known.Id, known.Family, known.DatasetName, known.Labels)
                {
                    Framing = FaceFraming.BoxCrop,
                }).Message,
            StringComparison.Ordinal);
    }

    private static FaceTask Custom(TaskFamily family, FaceFraming? framing = null) => new(
        $"{family.ToString().ToLowerInvariant()}/mine",
        family,
        "mine",
        FamilyDefinition.Of(family).UsualLabels ?? ["one", "two"])
    {
        Framing = framing ?? FaceFraming.DefaultFor(family),
    };
}
