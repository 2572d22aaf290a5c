using System.Globalization;
using Faceptor.Training.Evaluation;
using Spectre.Console;

namespace Faceptor.Cli.Display;

/// <summary>The headline scores beside what an answer that ignores the picture reaches.</summary>
internal static class ScoreTable
{
    public static void Write(CliContext context, IReadOnlyList<MetricRecord> records)
    {
        var table = new Table().Border(context.IsInteractive ? TableBorder.Rounded : TableBorder.Ascii2)
            .AddColumn("dataset")
            .AddColumn("metric")
            .AddColumn(new TableColumn("score").RightAligned())
            .AddColumn(new TableColumn("baseline").RightAligned())
            .AddColumn("better")
            .AddColumn(new TableColumn("samples").RightAligned());
        foreach (var record in MetricText.Headlines(records))
        {
            table.AddRow(
                Markup.Escape(MetricText.Dataset(record)),
                Markup.Escape(MetricText.Metric(record)),
                $"[bold]{MetricText.Value(record, record.Value)}[/]",
                MetricText.Value(record, record.Baseline),
                record.BeatsBaseline ? "[green]yes[/]" : "[red]no[/]",
                record.Samples.ToString(CultureInfo.InvariantCulture));
        }

        context.Console.Write(table);
        context.Out.WriteLine("baseline: an answer made from training labels alone that ignores the picture");
    }
}
