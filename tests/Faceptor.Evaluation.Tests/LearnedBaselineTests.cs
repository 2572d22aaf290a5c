using Faceptor.Data.Datasets;
using static TorchSharp.torch;

namespace Faceptor.Evaluation.Tests;

public sealed class LearnedBaselineTests
{
    /// <summary>What the image shows does not depend on them.</summary>
    [Fact]
    public void Training_labels_that_cannot_be_used_cost_the_baseline_and_nothing_else()
    {
        using var model = new ScriptedFaceModel(FaceTasks.AgeMorph2, images => zeros(images.size(0), 101));
        FaceLabel[] test = [new AgeLabel(25), new AgeLabel(30)];

        var known = new AgeEvaluator().Evaluate(
            model,
            new FakeSource(FaceTasks.AgeMorph2, test, [new AgeLabel(20)]),
            TestContext.Current.CancellationToken);
        var unknown = new AgeEvaluator().Evaluate(
            model,
            new FakeSource(FaceTasks.AgeMorph2, test, [new ExpressionLabel(Expression.Sad)]),
            TestContext.Current.CancellationToken);

        Assert.Equal(known.Select(record => record.Value), unknown.Select(record => record.Value));
        Assert.All(known, record => Assert.NotNull(record.Baseline));
        Assert.All(unknown, record =>
        {
            Assert.Null(record.Baseline);
            Assert.Null(record.BeatsBaseline);
            Assert.Equal(
                "the training labels cannot be used: age/morph2: sample 0 of the training split is labelled with "
                + "ExpressionLabel, expected AgeLabel; check the source of the labels.",
                record.BaselineProblem);
        });
    }
}
