using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Synthetic;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor data synthesize</c>: draws faces and writes them as the real datasets are written.</summary>
internal static class DataSynthesizeCommand
{
    private static readonly (string Name, SyntheticDatasetKinds Sets)[] Groups =
    [
        ("base", SyntheticDatasetKinds.Base), ("transfer", SyntheticDatasetKinds.Transfer), ("all", SyntheticDatasetKinds.All),
    ];

    public static Command Create(CliContext context)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "New or empty folder for the datasets." };
        var count = new Option<int>("--count")
        {
            Description = "About how many images the sets of a group have together.",
            HelpName = "N",
            DefaultValueFactory = _ => new SyntheticDatasetOptions().Count,
        };
        var sets = new Option<string>("--sets")
        {
            Description = "The seven training sets of Faceptor-Base and a verification set; or AFLW-19, LaPa and "
                + "LFW-73, which the paper transfers to; or both groups.",
            DefaultValueFactory = _ => Groups[0].Name,
        };
        sets.AcceptOnlyFromAmong([.. Groups.Select(group => group.Name)]);
        var seed = CommonOptions.Seed();
        var command = new ExampleCommand(
            "synthesize",
            "Draw faces with all labels and write them as datasets in the layouts of the real ones.",
            "faceptor data synthesize drawn --count 4500 --seed 1")
        {
            folder,
            count,
            sets,
            seed,
        };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(folder).FullName, new SyntheticDatasetOptions
        {
            Count = parsed.GetValue(count),
            Sets = Groups.Single(group => group.Name == parsed.GetValue(sets)).Sets,
            Seed = parsed.GetValue(seed),
        }));
        return command;
    }

    private static int Run(CliContext context, string folder, SyntheticDatasetOptions options)
    {
        Draw(context, folder, options);
        context.Out.WriteLine($"datasets are in {folder}");
        return FaceptorApp.Success;
    }

    /// <summary>Draws with progress.</summary>
    public static void Draw(CliContext context, string folder, SyntheticDatasetOptions options) =>
        WorkDisplay.Run(context, "drawing", report =>
        {
            SyntheticDatasets.Write(
                folder,
                options,
                new DirectProgress<WorkProgress>(synthetic => report(synthetic.Done, synthetic.Total)),
                context.Cancellation);
            return true;
        });
}
