using System.Collections.Immutable;

namespace Faceptor.Evaluation.Paper;

/// <summary>The scores that the paper publishes, to stand beside measured ones.</summary>
/// <remarks>
/// Paper: Tables 3 to 9 and 12 to 17, every row with numbers for datasets that can be read. Not checked here against
/// the works that the paper quotes.
/// </remarks>
internal static class PaperTables
{
    private static readonly ImmutableArray<PaperTable> Tables =
    [
        .. PaperLandmarkTables.All, .. PaperParsingTables.All, .. PaperAttributeTables.All, .. PaperIdentityTables.All,
        .. PaperSettingTables.All,
    ];

    /// <summary>The tables by their numbers; those about several kinds of tasks in parts.</summary>
    public static ImmutableArray<PaperTable> All { get; } = [.. Tables.OrderBy(table => table.Number)];

    /// <summary>
    /// Every kind of score that the paper gives, with all its numbers: landmarks, parsing, age, expression, attributes,
    /// identity, dataset by dataset.
    /// </summary>
    public static ImmutableArray<PaperFigures> Figures { get; } =
    [
        .. Tables.SelectMany(table => table.Columns)
            .DistinctBy(column => (column.Task, column.Split, column.Metric))
            .Select(column => new PaperFigures(
                column,
                [
                    .. All.SelectMany(table => table.Columns
                        .Where(column.IsSameKind)
                        .SelectMany(table.ScoresOf)),
                ])),
    ];

    /// <summary>What the paper says about a measured score.</summary>
    /// <param name="record">The score.</param>
    /// <returns>Null when no table has such scores.</returns>
    public static PaperFigures? Find(MetricRecord record) =>
        Figures.FirstOrDefault(figures => figures.Column.Fits(record));
}
