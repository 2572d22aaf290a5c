using System.Collections.Immutable;
using Faceptor.Imaging.Drawing;

namespace Faceptor.Inference.Tests;

/// <summary>Custom tasks are answered, written, read and drawn as far as their family is known.</summary>
public sealed class CustomTaskPredictionTests
{
    private static readonly FaceBox Box = new(20, 30, 100, 110);

    private static readonly FaceTask Points =
        new("landmarks/own", TaskFamily.Landmarks, "own", ["left", "right", "chin"]);

    private static readonly FaceTask Classes = new("parsing/own", TaskFamily.Parsing, "own", ["background", "mask"]);
    private static readonly FaceTask Helmets = new("attributes/own", TaskFamily.Attributes, "own", ["helmet"]);
    private static readonly FaceTask Moods = new(
        "expression/own", TaskFamily.Expression, "own", ["a", "b", "c", "d", "e", "f", "g", "h", "bored"]);

    [Fact]
    public void Own_tasks_are_answered_with_their_labels()
    {
        using var analyzer = TinyModels.Analyzer(TinyModels.Create(Points, Classes, Helmets, Moods, FaceTasks.AgeMorph2));
        var image = TinyModels.Image(140, 120);

        var prediction = analyzer.Predict(image, Box, TestContext.Current.CancellationToken);

        Assert.Equal(Points.Labels, prediction.Landmarks.Single().Points.Select(point => point.Name));
        Assert.Equal(Classes.Labels, prediction.Parsing.Single().Areas.Select(area => area.Name));
        Assert.Equal(Helmets.Labels, prediction.Attributes.Single().Attributes.Select(found => found.Name));
        Assert.Contains(prediction.Expressions.Single().Top, Moods.Labels);
        Assert.Null(prediction.Expressions.Single().TopExpression);
        Assert.Equal(140 * Overlay.ScaleOf(image), Overlay.Draw(image, prediction).Width);
    }

    [Fact]
    public void Points_of_ones_own_do_not_move_the_box_and_known_ones_beside_them_do_as_before()
    {
        using var own = TinyModels.Analyzer(TinyModels.Create(Points, FaceTasks.AgeMorph2));
        using var both = TinyModels.Analyzer(TinyModels.Create(Points, FaceTasks.Landmarks300W));
        var image = TinyModels.Image(140, 120);

        var prediction = own.Predict(image, Box, TestContext.Current.CancellationToken);
        var beside = both.Predict(image, Box, TestContext.Current.CancellationToken);

        Assert.Equal(Box, prediction.Box);
        Assert.Equal([Points, FaceTasks.Landmarks300W], beside.Landmarks.Select(found => found.Task));
    }

    [Fact]
    public void Predictions_of_own_tasks_come_back_from_JSON()
    {
        ImmutableArray<NamedProbability> probabilities =
            [.. Moods.Labels.Select((label, index) => new NamedProbability(label, index == 8 ? 1 : 0))];
        var prediction = new FacePrediction(140, 120, Box)
        {
            Expressions = [new ExpressionPrediction(Moods, probabilities)],
            Attributes = [new AttributesPrediction(Helmets, [new AttributeProbability("helmet", 0.75, true)])],
        };

        var json = prediction.Text();
        var read = ImageAnalysisJson.Read(json, "test").Faces.Single();

        Assert.Contains("\"top\": \"bored\"", json, StringComparison.Ordinal);
        Assert.Contains("\"task\": \"expression/own\"", json, StringComparison.Ordinal);
        Assert.Contains("\"labelSource\": \"own\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("happy", json, StringComparison.Ordinal);
        Assert.Equal("bored", read.Expressions.Single().Top);
        Assert.Contains(Overlay.CaptionLines(read), line => line.Contains("bored 100%", StringComparison.Ordinal));
        Assert.Equal(Helmets.Labels, read.Attributes.Single().Task.Labels);
    }
}
