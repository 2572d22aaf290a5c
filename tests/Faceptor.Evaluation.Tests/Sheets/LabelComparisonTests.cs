using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sheets;

namespace Faceptor.Evaluation.Tests.Sheets;

public sealed class LabelComparisonTests
{
    private static readonly FacePrediction Empty = new(100, 100, new FaceBox(0, 0, 100, 100));

    [Theory]
    [InlineData(Expression.Sad, "sad", true)]
    [InlineData(Expression.Happy, "happy", false)]
    public void An_expression_is_right_or_wrong(Expression truth, string name, bool isRight)
    {
        var task = FaceTasks.ExpressionRafDb;
        var probabilities = task.Labels.Select(
            (label, index) => new NamedProbability(label, index == (int)Expression.Sad ? 0.79 : 0.03));
        var prediction = Empty with
        {
            Expressions = [new ExpressionPrediction(task, [.. probabilities])],
        };

        Assert.Equal(
            new LabelComparison(name, "sad (79 %)", isRight), LabelComparison.Of(task, new ExpressionLabel(truth), prediction));
    }

    [Fact]
    public void Landmarks_are_off_by_pixels_and_by_a_share_of_the_face()
    {
        var task = FaceTasks.LandmarksAflw19;
        var points = task.Labels.Select((label, index) => new NamedPoint(label, index + 3, index + 4));
        var label = new LandmarkLabel(
            [.. task.Labels.Select((_, index) => new Vector2(index, index))], new FaceBox(0, 0, 50, 40));

        var judgement = LabelComparison.Of(
            task, label, Empty with { Landmarks = [new LandmarkPrediction(task, [.. points])] });

        Assert.Equal(
            new LabelComparison("19 points", "5.0 px off on average, 10.0 % of the face", null), judgement);
    }

    [Fact]
    public void A_pair_is_judged_by_its_similarity()
    {
        Assert.Equal(new LabelComparison("two identities", "similarity 0.12", null), LabelComparison.OfPair(false, 0.123));
    }
}
