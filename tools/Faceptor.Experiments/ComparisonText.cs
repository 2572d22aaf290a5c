using System.Globalization;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Paper;
using Faceptor.Evaluation.Reporting;

namespace Faceptor.Experiments;

/// <summary>A comparison in words that follow from its numbers alone.</summary>
internal static class ComparisonText
{
    /// <summary>Says how often and by how much the first is better, and whether that is the paper's effect.</summary>
    /// <param name="kind">Any record of the kind of score.</param>
    /// <param name="names">The variants.</param>
    /// <param name="compared">Their scores.</param>
    /// <param name="paper">The paper's scores of the same two; null where it gives none.</param>
    public static string Of(
        MetricRecord kind,
        ExperimentComparison names,
        ScoreComparison compared,
        (PaperFigure First, PaperFigure Second)? paper)
    {
        var ties = compared.NumTies > 0
            ? string.Create(CultureInfo.InvariantCulture, $" and equals it in {compared.NumTies}")
            : string.Empty;
        var gain = ScoreText.Number(kind, Math.Abs(compared.Gain));
        var average = compared.Gain == 0
            ? "equal on average"
            : $"{gain} {ScoreText.Unit(kind)} {(compared.Gain > 0 ? "better" : "worse")} on average";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{MetricText.Dataset(kind)}, {MetricText.Metric(kind)}: {names.First} beats {names.Second} in "
            + $"{compared.NumWins} of {compared.NumSeeds} seeds{ties}, {average}{Verdict(kind, compared, paper)}");
    }

    private static string Verdict(
        MetricRecord kind, ScoreComparison compared, (PaperFigure First, PaperFigure Second)? paper)
    {
        if (compared.Spread is not { } spread)
        {
            return "; one seed has no spread, so this decides nothing.";
        }

        var relation = compared.ExceedsSpread ? "more than" : "within";
        return $", {relation} the spread over seeds ({ScoreText.Number(kind, spread)})."
            + (paper is { } figures ? $" {Verdict(compared, kind.HigherIsBetter, figures)}" : string.Empty);
    }

    private static string Verdict(
        ScoreComparison compared, bool higherIsBetter, (PaperFigure First, PaperFigure Second) paper)
    {
        var gain = higherIsBetter
            ? paper.First.Value - paper.Second.Value
            : paper.Second.Value - paper.First.Value;
        var figures = $"({paper.First.Printed} against {paper.Second.Printed})";
        return (gain, compared.ExceedsSpread) switch
        {
            (0, true) => $"The paper finds no difference {figures}.",
            (0, false) => $"The paper finds no difference either {figures}.",
            (_, false) => $"Synthetic faces do not show the paper's effect {figures}.",
            _ => Math.Sign(gain) == Math.Sign(compared.Gain)
                ? $"The paper's effect {figures} shows."
                : $"Synthetic faces show the opposite of the paper's effect {figures}.",
        };
    }
}
