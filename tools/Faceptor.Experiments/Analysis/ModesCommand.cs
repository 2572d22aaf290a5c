using System.CommandLine;
using Faceptor.Cli;
using Faceptor.Cli.Commands;
using Faceptor.Cli.Display;
using Faceptor.Inference;
using Faceptor.Models;

namespace Faceptor.Experiments.Analysis;

/// <summary><c>eng/modes</c>: what a small first look and the fast mode cost in scores, for docs/prediction.md.</summary>
internal static class ModesCommand
{
    public static Command Create(CliContext context)
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The datasets.", HelpName = "DIR", Required = true };
        var weights = new Option<FileInfo>("--weights") { Description = "The network.", HelpName = "FILE", Required = true };
        var limit = new Option<int>("--limit")
        {
            Description = "Images of each test split at most.",
            DefaultValueFactory = _ => 400,
        };
        var command = new ExampleCommand(
            "modes",
            "Score a FaceAnalyzer on the dense test splits: exact with first looks of several sides, and fast with several "
            + "crops; prints a table.",
            "eng/modes --data synthetic --weights run/weights.safetensors")
        {
            data, weights, limit,
        };
        command.SetAction(parsed => Run(
            context,
            parsed.GetRequiredValue(data).FullName,
            parsed.GetRequiredValue(weights).FullName,
            parsed.GetValue(limit)));
        return command;
    }

    private static int Run(CliContext context, string data, string weights, int limit)
    {
        using var engine = TorchEngine.Load(weights);
        var side = engine.Tasks.Where(task => task.IsDense).Select(task => engine.InputOf(task).SidePx).First();
        var step = engine.InputOf(engine.Tasks.First(task => task.IsDense)).SideStepPx;
        (string Name, FaceAnalyzerOptions Options)[] ways =
        [
            ($"exact, first look at {side} px", new() { FirstLookSidePx = 0 }),
            .. Enumerable.Range(1, 3).Reverse().Select(quarters => quarters * side / 4).Where(first => first % step == 0).Select(
                first => ($"exact, first look at {first} px", new FaceAnalyzerOptions { FirstLookSidePx = first })),
            .. from share in new[] { 1, 0.8 }
            from ratio in Enumerable.Range(11, 6).Select(twentieths => twentieths / 20f)
            select (
                FormattableString.Invariant($"fast, crop of {Math.Ceiling(share * side / step) * step} px, box {ratio} of it"),
                new FaceAnalyzerOptions
                {
                    Mode = AnalysisMode.Fast, FirstLookSidePx = 0, SharedBoxRatio = ratio, SharedSideRatio = share,
                }),
        ];
        using var scores = new ModeScores(data, engine.Tasks, limit);
        context.Out.WriteLine($"| way | {string.Join(" | ", scores.Columns)} |");
        context.Out.WriteLine($"|---|{string.Concat(scores.Columns.Select(_ => "---:|"))}");
        foreach (var (name, options) in ways)
        {
            using var analyzer = new FaceAnalyzer(engine, options: options);
            var row = WorkDisplay.Run(context, name, report => scores.Score(analyzer, report, context.Cancellation));
            context.Out.WriteLine($"| {name} | {string.Join(" | ", row)} |");
        }

        return FaceptorApp.Success;
    }
}
