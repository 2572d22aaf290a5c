using Faceptor.Evaluation;
using Faceptor.Training.Checkpoints;

namespace Faceptor.Training.Tests.Checkpoints;

public sealed class BestScoresTests
{
    private static readonly FaceTask[] Tasks = [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb];

    [Fact]
    public void The_better_score_stays_whatever_better_means()
    {
        var best = BestScores.Update([], [Error(3), Accuracy(0.5)], Tasks, 10);

        best = BestScores.Update(best, [Error(2), Accuracy(0.4)], Tasks, 20);
        best = BestScores.Update(best, [Error(2.5), Accuracy(0.5)], Tasks, 30);

        Assert.Equal(
            [("age/morph2", 2.0, 20), ("expression/raf-db", 0.5, 10)],
            best.Select(entry => (entry.Score.Dataset, entry.Score.Value, entry.Step)));
    }

    [Fact]
    public void Only_the_headline_of_a_task_counts_and_only_numbers_do()
    {
        var best = BestScores.Update(
            [],
            [
                Error(double.NaN), Accuracy(0.5), Accuracy(0.9) with { Metric = "another" },
                Accuracy(0.9) with { Split = "a subset" },
            ],
            Tasks,
            10);

        Assert.Equal([("expression/raf-db", "accuracy")], best.Select(entry => (entry.Score.Dataset, entry.Score.Metric)));
    }

    private static MetricRecord Error(double value) => new("age/morph2", "test", "mae_years", value, 9, false, 5);

    private static MetricRecord Accuracy(double value) =>
        new("expression/raf-db", "test", "accuracy", value, 0, true, 5);
}
