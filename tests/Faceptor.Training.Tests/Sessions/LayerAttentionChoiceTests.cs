using Faceptor.Evaluation;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Tests.Sessions;

public sealed class LayerAttentionChoiceTests
{
    private static readonly FaceTask[] Tasks =
        [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb, FaceTasks.AttributesCelebA];

    [Fact]
    public void Only_tasks_whose_score_rose_keep_it()
    {
        using var model = TinyFaceptor.Create(Tasks);
        foreach (var task in Tasks)
        {
            model.AddLayerAttention(task);
        }

        // Ages get better, which is a smaller error; expressions worse; attributes stay equal.
        var choices = LayerAttentionChoice.Make(model, Tasks, candidate =>
        {
            var isOn = candidate.Options.LayerAttention[0].IsOn;
            Assert.All(candidate.Options.LayerAttention, entry => Assert.Equal(isOn, entry.IsOn));
            return
            [
                Score(Tasks[0], isOn ? 2.5 : 3, higherIsBetter: false),
                Score(Tasks[1], isOn ? 0.6 : 0.7, higherIsBetter: true),
                Score(Tasks[2], 0.9, higherIsBetter: true),
            ];
        });

        Assert.Equal([true, false, false], choices.Select(choice => choice.IsKept));
        Assert.Equal([true, false, false], model.Options.LayerAttention.Select(entry => entry.IsOn));
        Assert.Equal((3, 2.5), (choices[0].Without.Value, choices[0].With.Value));
    }

    [Fact]
    public void Tasks_that_are_not_asked_about_stay_as_they_are()
    {
        using var model = TinyFaceptor.Create(Tasks);
        model.AddLayerAttention(Tasks[0]);
        model.AddLayerAttention(Tasks[1]);

        var choices = LayerAttentionChoice.Make(
            model, [Tasks[0], Tasks[2]], _ => [Score(Tasks[0], 3, higherIsBetter: false)]);

        Assert.Equal([Tasks[0].Id], choices.Select(choice => choice.TaskId));
        Assert.Equal([false, true], model.Options.LayerAttention.Select(entry => entry.IsOn));
    }

    [Fact]
    public void Choices_are_written_as_JSON()
    {
        using var folder = new TemporaryFolder();
        var choice = new LayerAttentionChoice(
            "age/morph2", Score(Tasks[0], 3, higherIsBetter: false), Score(Tasks[0], 2.5, higherIsBetter: false), true);

        LayerAttentionChoice.Write(folder.File("choices.json"), [choice]);

        var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(folder.File("choices.json"))).RootElement[0];
        Assert.Equal("age/morph2", json.GetProperty("taskId").GetString());
        Assert.Equal(2.5, json.GetProperty("with").GetProperty("value").GetDouble());
        Assert.True(json.GetProperty("isKept").GetBoolean());
    }

    private static MetricRecord Score(FaceTask task, double value, bool higherIsBetter) =>
        new(task.Id, "validation", higherIsBetter ? "accuracy" : "mae_years", value, 0, higherIsBetter, 10);
}
