using System.Globalization;
using Faceptor.Evaluation.Reporting;
using Faceptor.Training.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Faceptor.Cli.Display;

/// <summary>Shows a training run: a live panel on a terminal, a line every few seconds elsewhere.</summary>
internal static class TrainingDisplay
{
    private const int BarWidth = 40;

    /// <summary>Runs training that reports its progress.</summary>
    /// <param name="context">Where to show it.</param>
    /// <param name="numSteps">Steps of the run.</param>
    /// <param name="train">The training; takes what shows steps and what shows scoring in between.</param>
    public static TrainingResult Run(
        CliContext context,
        int numSteps,
        Func<IProgress<TrainingProgress>, IProgress<WorkProgress>, TrainingResult> train)
    {
        if (!context.IsInteractive)
        {
            return train(Plain(context.Out), PlainScoring(context.Out));
        }

        IRenderable panel = new Markup($"[grey]step 0 of {numSteps}, reading the first batches …[/]");
        return context.Console.Live(panel).Start(live => train(
            new DirectProgress<TrainingProgress>(report => live.UpdateTarget(panel = Panel(report))),
            new DirectProgress<WorkProgress>(scored => live.UpdateTarget(new Rows(
                panel,
                new Markup(scored.Done < scored.Total
                    ? $"[grey]scoring {Markup.Escape(scored.Name)}: {scored.Done} of {scored.Total} …[/]"
                    : string.Empty))))));
    }

    private static DirectProgress<WorkProgress> PlainScoring(TextWriter output)
    {
        var throttle = new PlainThrottle();
        return new DirectProgress<WorkProgress>(scored =>
        {
            if (throttle.Allows(scored.Done >= scored.Total))
            {
                output.WriteLine($"scoring: {scored.Done} of {scored.Total}");
            }
        });
    }

    /// <summary>One line every few seconds and one at the end.</summary>
    public static IProgress<TrainingProgress> Plain(TextWriter output, TimeProvider? clock = null)
    {
        var throttle = new PlainThrottle(clock);
        return new DirectProgress<TrainingProgress>(report =>
        {
            if (throttle.Allows(report.Step >= report.NumSteps))
            {
                output.WriteLine(TrainingText.Line(report));
            }
        });
    }

    private static Rows Panel(TrainingProgress report)
    {
        var done = BarWidth * report.Step / report.NumSteps;
        var bar = $"[green]{new string('━', done)}[/][grey]{new string('━', BarWidth - done)}[/]";
        var numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"rate {report.EncoderRate:0.0e+0}   {report.ImagesPerSecond:F0} images/s   "
            + $"{Durations.Format(report.Elapsed)} gone, {Durations.Format(report.Remaining)} left");
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumn("task")
            .AddColumn(new TableColumn("loss").RightAligned());
        foreach (var (task, loss) in report.TaskLosses)
        {
            table.AddRow(Markup.Escape(task), TrainingText.Number(loss));
        }

        table.AddRow("[bold]weighted sum[/]", $"[bold]{TrainingText.Number(report.TotalLoss)}[/]");
        var step = new Markup($"{bar} step {report.Step} of {report.NumSteps}");
        var details = TrainingText.Details(report);
        return details.Count == 0
            ? new Rows(step, new Markup(numbers), table)
            : new Rows(step, new Markup(numbers), new Markup(Markup.Escape(string.Join("   ", details))), table);
    }
}
