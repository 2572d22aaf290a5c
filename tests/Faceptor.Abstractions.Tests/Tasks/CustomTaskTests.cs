using System.Text.Json;

namespace Faceptor.Abstractions.Tests.Tasks;

/// <summary>Custom tasks: what they bring by themselves, and how they are written.</summary>
public sealed class CustomTaskTests
{
    [Fact]
    public void Points_and_classes_of_ones_own_have_a_scheme_without_further_help()
    {
        var points = new FaceTask("landmarks/own", TaskFamily.Landmarks, "Own", ["left eye", "right eye"]);
        var classes = new FaceTask("parsing/own", TaskFamily.Parsing, "Own", ["background", "mask", "visor"]);

        Assert.Equal(points.Labels, points.Landmarks!.PointNames);
        Assert.Equal([0, 1], points.Landmarks.MirrorPermutation);
        Assert.Empty(points.Landmarks.Normalizers);
        Assert.Null(points.Parsing);
        Assert.Equal(classes.Labels, classes.Parsing!.Classes.Select(entry => entry.Name));
        Assert.Equal(
            3, classes.Parsing.Classes.Select(entry => (entry.Red, entry.Green, entry.Blue)).Distinct().Count());
    }

    [Theory]
    [InlineData("visor\u001b[2J", "Own")]
    [InlineData("a\nb", "Own")]
    [InlineData("a\u202eb", "Own")]
    [InlineData("visor", "Own\u009b2J")]
    public void Names_that_a_terminal_would_obey_are_refused(string label, string name)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new FaceTask("attributes/own", TaskFamily.Attributes, name, ["helmet", label]));

        Assert.Contains("must not hold control characters", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, character => char.IsControl(character));
    }

    [Fact]
    public void Names_in_any_script_are_taken()
    {
        string[] labels = ["m\u00fctze", "\u5e3d\u5b50", "\U0001f3a9"];

        Assert.Equal(labels, new FaceTask("attributes/own", TaskFamily.Attributes, "\u0645\u0646", [.. labels]).Labels);
    }

    [Theory]
    [InlineData(new[] { 0, 2, 1 })]
    [InlineData(new[] { 0, 1, 2 })]
    public void A_mirror_that_is_its_own_inverse_is_taken(int[] mirror)
    {
        Assert.Equal(mirror, LandmarkSchema.Of("own", ["a", "b", "c"], [.. mirror]).MirrorPermutation);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 0 })]
    [InlineData(new[] { 0, 0, 2 })]
    [InlineData(new[] { 0, 1 })]
    [InlineData(new[] { 0, 1, 3 })]
    [InlineData(new[] { 0, 1, -1 })]
    public void A_mirror_that_does_not_lead_back_is_refused(int[] mirror)
    {
        var error = Assert.Throws<ArgumentException>(() => LandmarkSchema.Of("own", ["a", "b", "c"], [.. mirror]));

        Assert.Contains("mirror must hold 3 numbers from 0 to 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_normaliser_goes_between_points_that_are_there()
    {
        Assert.Throws<ArgumentException>(
            () => LandmarkSchema.Of("own", ["a", "b"], normalizers: [new NmeNormalizer("far", [0], [2])]));
        Assert.Throws<ArgumentException>(
            () => LandmarkSchema.Of("own", ["a", "b"], normalizers: [new NmeNormalizer("none", [], [1])]));
    }

    [Fact]
    public void A_scheme_of_another_size_or_family_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new FaceTask("landmarks/own", TaskFamily.Landmarks, "Own", ["a"])
        {
            Landmarks = LandmarkSchema.Points19,
        });
        Assert.Throws<ArgumentException>(() => new FaceTask("age/own", TaskFamily.Age, "Own", ["0"])
        {
            Parsing = ParsingSchema.Of("own", ["a"]),
        });
    }

    [Fact]
    public void A_known_task_is_written_as_its_id_and_an_own_one_whole()
    {
        var options = new JsonSerializerOptions { Converters = { new FaceTaskJsonConverter() } };
        var own = new FaceTask("landmarks/own", TaskFamily.Landmarks, "Own", ["a", "b"])
        {
            Landmarks = LandmarkSchema.Of("Own", ["a", "b"], [1, 0], [new NmeNormalizer("width", [0], [1])]),
        };

        var written = JsonSerializer.Serialize(own, options);
        var read = JsonSerializer.Deserialize<FaceTask>(written, options)!;

        Assert.Equal("\"age/morph2\"", JsonSerializer.Serialize(FaceTasks.AgeMorph2, options));
        Assert.Same(FaceTasks.AgeMorph2, JsonSerializer.Deserialize<FaceTask>("\"age/morph2\"", options));
        Assert.Equal((own.Id, own.Family, own.DatasetName), (read.Id, read.Family, read.DatasetName));
        Assert.Equal(own.Labels, read.Labels);
        Assert.Equal(own.Landmarks.MirrorPermutation, read.Landmarks!.MirrorPermutation);
        Assert.Equal(("width", 0, 1), read.Landmarks.Normalizers.Select(
            entry => (entry.Name, entry.First.Single(), entry.Second.Single())).Single());
    }

    [Theory]
    [InlineData("/x")]
    [InlineData("x/")]
    public void Both_parts_of_an_id_have_letters(string id)
    {
        Assert.Throws<ArgumentException>(() => new FaceTask(id, TaskFamily.Age, "x", ["0"]));
    }
}
