using Faceptor.Evaluation.Reporting;
using Spectre.Console;

namespace Faceptor.Cli.Display;

/// <summary>Measured scores beside those of the paper's tables, and the names of what was not scored.</summary>
internal static class ComparisonTable
{
    // Fewer columns on a narrow terminal, so that words stay whole.
    private const int WidthOfAllColumns = 110;

    public static void Write(CliContext context, EvaluationReport report)
    {
        var rows = report.Groups.SelectMany(group => group.Rows).Where(row => row.Measured is not null).ToArray();
        if (rows.Length > 0)
        {
            WriteRows(context, rows);
            context.Out.WriteLine("Base, Full, Naive, specialised: the paper's numbers; percent, or years");
        }

        foreach (var unscored in report.NotScored)
        {
            context.Out.WriteLine(unscored.ToString());
        }
    }

    private static void WriteRows(CliContext context, IEnumerable<ComparisonRow> rows)
    {
        var hasRoom = context.Console.Profile.Width >= WidthOfAllColumns;
        var table = new Table().Border(context.IsInteractive ? TableBorder.Rounded : TableBorder.Ascii2)
            .AddColumn("dataset")
            .AddColumn("metric");
        foreach (var heading in new[] { "score", "Base", "Full", "Naive", "baseline" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        if (hasRoom)
        {
            table.AddColumn("best specialised").AddColumn("tables");
        }

        foreach (var row in rows)
        {
            string[] cells =
            [
                Markup.Escape(row.Name),
                Markup.Escape(row.Metric),
                $"[bold]{row.Score}[/]",
                row.Base,
                row.Full,
                row.Naive,
                row.Baseline,
                Markup.Escape(row.BestSpecialised),
                row.Tables,
            ];
            table.AddRow(cells[..table.Columns.Count]);
        }

        context.Console.Write(table);
    }
}
