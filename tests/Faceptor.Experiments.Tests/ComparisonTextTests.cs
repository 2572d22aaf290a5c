using Faceptor.Evaluation;
using Faceptor.Evaluation.Paper;

namespace Faceptor.Experiments.Tests;

public sealed class ComparisonTextTests
{
    private static readonly MetricRecord Age = new(FaceTasks.AgeMorph2.Id, "test", "mae_years", 5, 9, false, 100);

    private static readonly MetricRecord Expression =
        new(FaceTasks.ExpressionRafDb.Id, "test", "accuracy", 0.5, 0.2, true, 100);

    private static readonly ExperimentComparison Names = new("auxiliary", "single-task");

    [Fact]
    public void An_effect_beyond_the_spread_shows()
    {
        Assert.Equal(
            "MORPH II test, MAE (years) ↓: auxiliary beats single-task in 3 of 3 seeds, 2.00 years better on average, "
            + "more than the spread over seeds (1.00). The paper's effect (1.787 against 2.238) shows.",
            Write(Age, [3, 4, 5], [5, 6, 7], PaperAge()));
    }

    [Fact]
    public void A_difference_within_the_spread_does_not_show_the_papers_effect()
    {
        Assert.Equal(
            "MORPH II test, MAE (years) ↓: auxiliary beats single-task in 2 of 3 seeds, 0.33 years better on average, "
            + "within the spread over seeds (1.53). Synthetic faces do not show the paper's effect (1.787 against 2.238).",
            Write(Age, [4, 5, 6], [5, 7, 4], PaperAge()));
    }

    [Fact]
    public void The_other_way_round_is_said()
    {
        Assert.Equal(
            "RAF-DB test, accuracy ↑: auxiliary beats single-task in 0 of 2 seeds, 20.00 points worse on average, more "
            + "than the spread over seeds (7.07). Synthetic faces show the opposite of the paper's effect "
            + "(91.92 against 91.10).",
            Write(Expression, [0.4, 0.5], [0.6, 0.7], PaperExpression()));
    }

    [Fact]
    public void Without_the_papers_numbers_only_ours_speak()
    {
        Assert.Equal(
            "RAF-DB test, accuracy ↑: auxiliary beats single-task in 1 of 2 seeds and equals it in 1, 5.00 points "
            + "better on average, within the spread over seeds (7.07).",
            Write(Expression, [0.5, 0.6], [0.5, 0.5], null));
    }

    [Fact]
    public void One_seed_decides_nothing()
    {
        Assert.Equal(
            "RAF-DB test, accuracy ↑: auxiliary beats single-task in 0 of 1 seeds and equals it in 1, equal on "
            + "average; one seed has no spread, so this decides nothing.",
            Write(Expression, [0.5], [0.5], PaperExpression()));
    }

    [Theory]
    [InlineData(0.7, "The paper finds no difference (91.40 against 91.40).")]
    [InlineData(0.51, "The paper finds no difference either (91.40 against 91.40).")]
    public void Where_the_paper_finds_no_difference_that_is_said(double first, string expected)
    {
        var figure = new PaperFigure(4, "row", PaperMethod.Setting, 0.914, "91.40");

        var sentence = Write(Expression, [first, first + 0.02], [0.5, 0.52], (figure, figure));

        Assert.EndsWith(expected, sentence, StringComparison.Ordinal);
    }

    private static (PaperFigure First, PaperFigure Second) PaperAge() => (
        new(8, "ASL", PaperMethod.Setting, 1.787, "1.787"), new(8, "STL", PaperMethod.Setting, 2.238, "2.238"));

    private static (PaperFigure First, PaperFigure Second) PaperExpression() => (
        new(8, "ASL", PaperMethod.Setting, 0.9192, "91.92"), new(8, "STL", PaperMethod.Setting, 0.911, "91.10"));

    private static string Write(
        MetricRecord kind, double[] first, double[] second, (PaperFigure First, PaperFigure Second)? paper) =>
        ComparisonText.Of(kind, Names, ScoreComparison.Of(first, second, kind.HigherIsBetter), paper);
}
