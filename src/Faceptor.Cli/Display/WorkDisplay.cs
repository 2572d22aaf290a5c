using System.Diagnostics;
using Faceptor.Evaluation.Reporting;
using Spectre.Console;

namespace Faceptor.Cli.Display;

/// <summary>Shows how far countable work is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class WorkDisplay
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(2);

    /// <summary>Runs work that reports (done, total), from any thread.</summary>
    public static T Run<T>(CliContext context, string title, Func<Action<long, long>, T> work) =>
        context.IsInteractive ? RunLive(context, title, work) : RunPlain(context, title, work);

    private static T RunLive<T>(CliContext context, string title, Func<Action<long, long>, T> work) =>
        context.Console.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(),
                new RemainingTimeColumn())
            .Start(live =>
            {
                var bar = live.AddTask(Markup.Escape(title));
                return work((done, total) =>
                {
                    bar.MaxValue = total;
                    bar.Value = done;
                });
            });

    private static T RunPlain<T>(CliContext context, string title, Func<Action<long, long>, T> work)
    {
        var throttle = new PlainThrottle();
        var began = Stopwatch.GetTimestamp();
        var turn = new Lock();
        return work((done, total) =>
        {
            lock (turn)
            {
                if (throttle.Allows(done >= total))
                {
                    context.Out.WriteLine($"{title}: {done} of {total}{Left(done, total, Stopwatch.GetElapsedTime(began))}");
                }
            }
        });
    }

    // Nothing while it is too early to tell.
    private static string Left(long done, long total, TimeSpan elapsed) => done > 0 && done < total && elapsed > Early
        ? $", about {Durations.Format(elapsed * ((double)(total - done) / done))} left"
        : string.Empty;
}

/// <summary>Calls back on the reporting thread; .NET's own Progress may deliver late and out of order.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
