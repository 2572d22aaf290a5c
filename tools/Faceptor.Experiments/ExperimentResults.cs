using System.Collections.Immutable;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Paper;

namespace Faceptor.Experiments;

/// <summary>An experiment's scores over seeds, and what follows from them.</summary>
/// <param name="Experiment">What was asked.</param>
/// <param name="Plan">With which numbers.</param>
/// <param name="Seeds">The finished runs of each seed; at least one.</param>
internal sealed record ExperimentResults(
    Experiment Experiment, ExperimentPlan Plan, ImmutableArray<SeedOutcome> Seeds)
{
    /// <summary>A variant's headline score of a task, a record a seed.</summary>
    public ImmutableArray<MetricRecord> ScoresOf(ExperimentVariant variant, FaceTask task) =>
        [.. Seeds.Select(seed => ScoreOf(seed, variant, task))];

    /// <summary>A variant's headline score of a task for one seed.</summary>
    public static MetricRecord ScoreOf(SeedOutcome seed, ExperimentVariant variant, FaceTask task)
    {
        var records = variant.Runs.Select(run => seed.Runs[run.Name])
            .SelectMany(run => variant.BeforeChoice ? run.BeforeChoice : run.Records);
        return PrimaryMetric.Find(records, task)
            ?? throw new ArgumentException($"{variant.Name} has no score of {task}.", nameof(variant));
    }

    /// <summary>What the runs of a variant took, run by run, each for all seeds.</summary>
    public ImmutableArray<ImmutableArray<RunSummary>> CostsOf(ExperimentVariant variant) =>
        [.. variant.Runs.Select(run => Seeds.Select(seed => seed.Runs[run.Name].Summary).ToImmutableArray())];

    /// <summary>A number of the paper's table for this question; null where it gives none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="kind">Any record of the kind of score.</param>
    public PaperFigure? PaperOf(string? row, MetricRecord kind) => PaperTables.All
        .Where(table => table.Number == Experiment.PaperTable)
        .SelectMany(table => table.Columns.Where(column => column.Fits(kind)).SelectMany(table.ScoresOf))
        .FirstOrDefault(figure => figure.Row == row);

    /// <summary>A sentence for each comparison and score.</summary>
    public IEnumerable<string> Sentences()
    {
        foreach (var comparison in Experiment.Comparisons)
        {
            var (first, second) = (Experiment[comparison.First], Experiment[comparison.Second]);
            foreach (var task in Experiment.Scores)
            {
                var (ofFirst, ofSecond) = (ScoresOf(first, task), ScoresOf(second, task));
                var kind = ofFirst[0];
                yield return ComparisonText.Of(
                    kind,
                    comparison,
                    ScoreComparison.Of(Values(ofFirst), Values(ofSecond), kind.HigherIsBetter),
                    PaperOf(first.PaperRow, kind) is { } one && PaperOf(second.PaperRow, kind) is { } other
                        ? (one, other)
                        : null);
            }
        }
    }

    private static double[] Values(ImmutableArray<MetricRecord> records) => [.. records.Select(record => record.Value)];
}
