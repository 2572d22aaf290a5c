using System.CommandLine;
using Faceptor.Cli.Quickstart;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor quickstart</c>: everything once, from drawing images to a report.</summary>
internal static class QuickstartCommand
{
    public static Command Create(CliContext context)
    {
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Folder for everything. One with other content is refused, one of a former quickstart too, "
                + "see --overwrite.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo("quickstart"),
        };
        var seed = CommonOptions.Seed();
        var fast = new Option<bool>("--fast")
        {
            Description = "A minute's version: fewer images, fewer steps, worse scores.",
        };
        var overwrite = OutputFile.Overwrite(
            "Remove what a former quickstart wrote into --out: its data, runs, predictions and report.");
        var command = new ExampleCommand(
            "quickstart",
            "Draw images, train a small network on seven datasets, score it, predict held-out images, "
            + "and write report.html.",
            "faceptor quickstart",
            "faceptor quickstart --fast --out trial")
        {
            output,
            seed,
            fast,
            overwrite,
        };
        command.SetAction(parsed =>
        {
            Launcher.RequireSingleProcess();
            var plan = parsed.GetValue(fast) ? QuickstartPlan.Fast : QuickstartPlan.Default;
            var folder = parsed.GetRequiredValue(output).FullName;
            var kept = QuickstartFolder.Kept(folder);
            try
            {
                QuickstartRun.Execute(
                    context, folder, plan with { Seed = parsed.GetValue(seed) }, parsed.GetValue(overwrite));
            }
            finally
            {
                foreach (var path in QuickstartFolder.Kept(folder).Except(kept))
                {
                    context.Out.WriteLine($"kept, because it is not known to be drawn: {path}");
                }
            }

            return FaceptorApp.Success;
        });
        return command;
    }
}
