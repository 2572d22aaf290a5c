namespace Faceptor.Abstractions.Tests.Tasks;

public sealed class FaceTasksTests
{
    [Fact]
    public void Base_has_seven_tasks_with_242_queries()
    {
        Assert.Equal(7, FaceTasks.Base.Length);
        Assert.Equal(242, FaceTasks.Base.Sum(task => task.NumLabels));
    }

    [Fact]
    public void Full_has_thirteen_tasks_with_507_queries()
    {
        Assert.Equal(13, FaceTasks.Full.Length);
        Assert.Equal(507, FaceTasks.Full.Sum(task => task.NumLabels));
        Assert.Equal(73, FaceTasks.AttributesLfw73.NumLabels);
    }

    [Fact]
    public void Ids_are_unique_and_find_their_task()
    {
        Assert.Equal(FaceTasks.All.Length, FaceTasks.All.Select(task => task.Id).Distinct().Count());
        Assert.All(FaceTasks.All, task => Assert.Same(task, FaceTasks.Get(task.Id)));
    }

    [Fact]
    public void An_unknown_id_lists_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => FaceTasks.Get("age/morph"));

        Assert.Contains("age/morph2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expression_labels_follow_the_enumeration()
    {
        Assert.Equal(
            ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger"],
            FaceTasks.ExpressionRafDb.Labels);
    }

    [Theory]
    [InlineData("Age/x")]
    [InlineData("age")]
    [InlineData("a/b/c")]
    public void A_malformed_id_is_refused(string id)
    {
        Assert.Throws<ArgumentException>(() => new FaceTask(id, TaskFamily.Age, "x", ["0"]));
    }

    [Fact]
    public void The_id_of_a_known_task_cannot_be_taken_by_another()
    {
        var known = FaceTasks.ExpressionRafDb;
        foreach (var make in (Func<FaceTask>[])
        [
            () => new FaceTask(known.Id, TaskFamily.Expression, "RAF-DB", ["bored", "happy"]),
            () => new FaceTask(known.Id, TaskFamily.Expression, "RAF-DB", [.. known.Labels.Reverse()]),
            () => new FaceTask(known.Id, TaskFamily.Expression, "mine", known.Labels),
            () => new FaceTask(known.Id, TaskFamily.Attributes, "RAF-DB", known.Labels),
            () => new FaceTask("identity/ms1mv3", TaskFamily.Age, "MS1MV3", ["0"]),
            () => new FaceTask("landmarks/300w", TaskFamily.Landmarks, "300W", LandmarkSchema.Points68.PointNames)
            {
                Landmarks = LandmarkSchema.Of("300W", LandmarkSchema.Points68.PointNames),
            },
        ])
        {
            var error = Assert.Throws<ArgumentException>(make);
            Assert.Contains("give a task of your own an id of its own", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_known_task_described_again_is_the_known_one()
    {
        foreach (var known in FaceTasks.All)
        {
            var again = new FaceTask(known.Id, known.Family, known.DatasetName, known.Labels);

            Assert.Equal(known, again);
            Assert.Same(known.Landmarks, again.Landmarks);
            Assert.Same(known.Parsing, again.Parsing);
        }
    }
}
