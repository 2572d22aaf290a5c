using System.Collections.Immutable;
using Faceptor.Evaluation.Families;
using Faceptor.Evaluation.Paper;
using Faceptor.Evaluation.Sessions;

namespace Faceptor.Evaluation.Reporting;

/// <summary>Measured scores beside those of the paper's tables, and what was not scored.</summary>
internal sealed record EvaluationReport
{
    /// <summary>What was scored, for the head of the page: the weight file's name.</summary>
    public required string Weights { get; init; }

    /// <summary>The scores, as evaluation gives them.</summary>
    public required IReadOnlyList<MetricRecord> Records { get; init; }

    /// <summary>What was asked for and is not among the scores.</summary>
    public IReadOnlyList<UnscoredSplit> NotScored { get; init; } = [];

    /// <summary>What was asked for; rows of other datasets are left out.</summary>
    public EvaluationOptions Options { get; init; } = new();

    /// <summary>The tasks that were asked for.</summary>
    public ImmutableArray<FaceTask> Tasks { get; init; } = FaceTasks.All;

    /// <summary>The rows of the paper's tables, family by family; measured or not.</summary>
    public IEnumerable<(string Title, ImmutableArray<ComparisonRow> Rows)> Groups => PaperTables.Figures
        .Where(figures => IsAskedFor(figures.Column))
        .GroupBy(figures => figures.Column.Task.Family)
        .Select(group => (
            TitleOf(group.Key, group.SelectMany(figures => figures.Tables)),
            group.Select(figures => new ComparisonRow(figures, Records.FirstOrDefault(figures.Column.Fits)))
                .ToImmutableArray()));

    private bool IsAskedFor(PaperColumn column) => Tasks.Contains(column.Task)
        && (Options.Wants(column.Task)
            || (column.Split == IjbCSource.SplitName && Options.WantsTemplates())
            || (column.Task.Definition.IsScoredOnPairs
                && column.Split != IjbCSource.SplitName
                && Options.WantsPairs(column.Split)));

    private static string TitleOf(TaskFamily family, IEnumerable<int> tables) =>
        $"{FamilyEvaluation.Of(family).Title} (Tables {string.Join(", ", tables.Distinct().Order())})";
}
