using Faceptor.Evaluation;
using Faceptor.Evaluation.Reporting;
using Spectre.Console;

namespace Faceptor.Cli.Display;

/// <summary>The headline scores beside what an answer that ignores the image reaches.</summary>
internal static class ScoreTable
{
    // Fewer columns on a narrow terminal, so that words stay whole.
    private const int WidthOfAllColumns = 80;

    public static void Write(CliContext context, IReadOnlyList<MetricRecord> records)
    {
        var hasRoom = context.Console.Profile.Width >= WidthOfAllColumns;
        var table = new Table().Border(context.IsInteractive ? TableBorder.Rounded : TableBorder.Ascii2)
            .AddColumn(new TableColumn("dataset").NoWrap())
            .AddColumn("metric")
            .AddColumn(new TableColumn("score").RightAligned().NoWrap())
            .AddColumn(new TableColumn("baseline").RightAligned().NoWrap());
        if (hasRoom)
        {
            table.AddColumn("better").AddColumn(new TableColumn("samples").RightAligned());
        }

        foreach (var record in MetricText.Headlines(records))
        {
            string[] cells =
            [
                Markup.Escape(MetricText.Dataset(record)),
                Markup.Escape(MetricText.Metric(record)),
                $"[bold]{MetricText.Value(record, record.Value)}[/]",
                MetricText.Baseline(record),
                record.BeatsBaseline switch { true => "[green]yes[/]", false => "[red]no[/]", null => "–" },
                MetricText.Samples(record),
            ];
            table.AddRow(cells[..table.Columns.Count]);
        }

        context.Console.Write(table);
        context.Out.WriteLine("baseline: an answer made from training labels alone that ignores the image");
        foreach (var note in ScoreNotes.Of(records))
        {
            context.Out.WriteLine(note);
        }
    }
}
