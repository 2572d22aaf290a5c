using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Data.Synthetic;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor data synthesize</c>: draws faces and writes them as the real datasets are written.</summary>
internal static class DataSynthesizeCommand
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "New or empty folder for the datasets." };
        var count = new Option<int>("--count")
        {
            Description = "About how many pictures all sets have together.",
            HelpName = "N",
            DefaultValueFactory = _ => new DrawnDatasetOptions().Count,
        };
        var seed = CommonOptions.Seed();
        var command = new ExampleCommand(
            "synthesize",
            "Draw faces with all labels and write seven training sets and a verification set in the layouts "
            + "of the real ones.",
            "faceptor data synthesize drawn --count 4500 --seed 1")
        {
            folder,
            count,
            seed,
        };
        command.SetAction(parsed => Run(
            context, parsed.GetRequiredValue(folder).FullName, parsed.GetValue(count), parsed.GetValue(seed)));
        return command;
    }

    private static int Run(CliContext context, string folder, int count, long seed)
    {
        Draw(context, folder, new DrawnDatasetOptions { Count = count, Seed = seed });
        context.Out.WriteLine($"datasets are in {folder}");
        return FaceptorApp.Good;
    }

    /// <summary>Draws with progress.</summary>
    public static void Draw(CliContext context, string folder, DrawnDatasetOptions options) =>
        WorkDisplay.Run(context, "drawing", report =>
        {
            DrawnDatasets.Write(
                folder,
                options,
                new DirectProgress<DrawnDatasetProgress>(drawn => report(drawn.Done, drawn.Total)),
                context.Cancellation);
            return true;
        });
}
