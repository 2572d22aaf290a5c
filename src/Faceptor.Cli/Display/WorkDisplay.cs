using Spectre.Console;

namespace Faceptor.Cli.Display;

/// <summary>Shows how far countable work is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class WorkDisplay
{
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
        var turn = new Lock();
        return work((done, total) =>
        {
            lock (turn)
            {
                if (throttle.Allows(done >= total))
                {
                    context.Out.WriteLine($"{title}: {done} of {total}");
                }
            }
        });
    }
}

/// <summary>Calls back on the reporting thread; .NET's own Progress may deliver late and out of order.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
