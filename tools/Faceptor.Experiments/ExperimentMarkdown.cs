using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Faceptor.Evaluation.Reporting;
using Faceptor.Training.Recipes;

namespace Faceptor.Experiments;

/// <summary>
/// Results as tables and sentences in Markdown, without a heading: to be read by itself, or pasted below one.
/// </summary>
internal static class ExperimentMarkdown
{
    private const string Dash = "–";

    /// <summary>Writes them.</summary>
    public static string Write(ExperimentResults results)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');

        Line(Caption(results));
        Line();
        WriteTable(Line, ScoreRows(results));
        Line();
        WriteTable(Line, CostRows(results));
        Line();
        foreach (var sentence in results.Sentences().Concat(CostSentences(results)).Concat(ChoiceSentences(results)))
        {
            Line($"- {sentence}");
        }

        return text.ToString();
    }

    private static string Caption(ExperimentResults results)
    {
        var seeds = string.Join(", ", results.Seeds.Select(
            seed => seed.Seed.ToString(CultureInfo.InvariantCulture)));
        var cores = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        return "Scores in percent, ages in years, on drawn test images; mean ± standard deviation over seeds "
            + $"{seeds}. The baseline is an answer from the training labels alone that ignores the image. Columns on "
            + $"the right: the paper's Table {results.Experiment.PaperTable}, a large network on photographs. Time is "
            + $"that of training alone, on a machine of {cores} processor cores.";
    }

    private static IEnumerable<string[]> ScoreRows(ExperimentResults results)
    {
        var variants = results.Experiment.Variants;
        string[] paperRows = [.. variants.Select(variant => variant.PaperRow).OfType<string>().Distinct()];
        yield return
        [
            "score", .. variants.Select(variant => variant.Name), "baseline",
            .. paperRows.Select(row => $"paper: {row}"),
        ];
        foreach (var task in results.Experiment.Scores)
        {
            var kind = results.ScoresOf(variants[0], task)[0];
            yield return
            [
                $"{MetricText.Dataset(kind)}, {MetricText.Metric(kind)}",
                .. variants.Select(variant => ScoreText.Number(kind, SpreadOf(results, variant, task))),
                kind.Baseline is { } baseline ? ScoreText.Number(kind, baseline) : Dash,
                .. paperRows.Select(row => results.PaperOf(row, kind)?.Printed ?? Dash),
            ];
        }
    }

    private static MeanStdDev SpreadOf(ExperimentResults results, ExperimentVariant variant, FaceTask task) =>
        MeanStdDev.Of([.. results.ScoresOf(variant, task).Select(record => record.Value)]);

    // Variants of several runs show their numbers in the order of the scores.
    private static IEnumerable<string[]> CostRows(ExperimentResults results)
    {
        yield return ["variant", "parameters", "trained", "steps", "time", "time a step"];
        foreach (var variant in results.Experiment.Variants)
        {
            var costs = results.CostsOf(variant);
            string Of(Func<ImmutableArray<RunSummary>, string> show)
            {
                string[] shown = [.. costs.Select(show)];
                return shown.Distinct().Count() == 1 ? shown[0] : string.Join(" / ", shown);
            }

            yield return
            [
                variant.Name,
                Of(runs => Count(runs[0].NumParameters)),
                Of(runs => Count(runs[0].NumTrained)),
                Of(runs => Count(runs[0].NumSteps)),
                Of(runs => Durations.Format(TimeSpan.FromSeconds(runs.Average(run => run.TrainingSeconds)))),
                Of(runs => $"{(1000 * SecondsPerStep(runs)).ToString("F0", CultureInfo.InvariantCulture)} ms"),
            ];
        }
    }

    private static IEnumerable<string> CostSentences(ExperimentResults results)
    {
        if (results.Experiment.PaperCost is not { } paper)
        {
            yield break;
        }

        foreach (var (first, second) in results.Experiment.Comparisons.Select(names => (names.First, names.Second)))
        {
            var (one, other) = (
                results.CostsOf(results.Experiment[first])[0], results.CostsOf(results.Experiment[second])[0]);
            var parameters = (double)other[0].NumParameters / one[0].NumParameters;
            var time = SecondsPerStep(other) / SecondsPerStep(one);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Cost: {second} has {parameters:F2} times the parameters of {first} (in the paper {paper}) and takes "
                + $"{time:F2} times its time a step.");
        }
    }

    private static IEnumerable<string> ChoiceSentences(ExperimentResults results) =>
        from seed in results.Seeds
        from run in results.Experiment.Runs
        where run.Recipe.Stage == RecipeStage.LayerAttention
        let kept = seed.Runs[run.Name].Summary.KeptLayerAttention
        select string.Create(
            CultureInfo.InvariantCulture,
            $"Seed {seed.Seed}, kept by the held-out choice: {(kept.IsEmpty ? "nothing" : string.Join(", ", kept))}.");

    private static double SecondsPerStep(ImmutableArray<RunSummary> runs) =>
        runs.Average(run => run.TrainingSeconds / run.NumSteps);

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static void WriteTable(Action<string> line, IEnumerable<string[]> rows)
    {
        foreach (var (place, row) in rows.Index())
        {
            line($"| {string.Join(" | ", row)} |");
            if (place == 0)
            {
                line($"|---|{string.Concat(Enumerable.Repeat("---:|", row.Length - 1))}");
            }
        }
    }
}
