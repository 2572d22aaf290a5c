using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Faceptor.Cli;
using Faceptor.Cli.Commands;
using Spectre.Console;

namespace Faceptor.Experiments;

/// <summary><c>eng/experiment</c>: the paper's comparisons with small networks on drawn faces.</summary>
internal static class RunCommand
{
    private const string AllName = "all";

    public static Command Create(CliContext context)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = $"An experiment, or '{AllName}' for one after another; they are listed when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Folder that experiments share: data, runs, and a folder of results for each. What is "
                + "finished there is not repeated, what was stopped goes on.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo("experiments"),
        };
        var seeds = new Option<ImmutableArray<long>>("--seeds")
        {
            Description = "Seeds of weights, order and augmentation, parted by commas; "
                + $"{string.Join(',', ExperimentPlan.DefaultSeeds)} when left out.",
            HelpName = "S,…",
            CustomParser = ParseSeeds,
            DefaultValueFactory = _ => ExperimentPlan.DefaultSeeds,
        };
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description = "Synthetic datasets of both groups; when left out they are drawn once below --out.",
            HelpName = "DIR",
        };
        var share = new Option<double>("--steps-share")
        {
            Description = "Multiplies the steps of every run; 0.01 tries everything out, 1 is the plan's number.",
            HelpName = "X",
            DefaultValueFactory = _ => 1,
        };
        var overwrite = OutputFile.Overwrite(
            "Replace results of an experiment that hold more seeds than are asked for, or are none.");
        var command = new ExampleCommand(
            "run",
            "Ask a question of the paper with small networks on drawn faces: train every variant for every seed, and "
            + "write a table with the paper's numbers beside. docs/experiments.md says more.",
            "eng/experiment",
            "eng/experiment auxiliary-age --out experiments",
            "eng/experiment all --seeds 1,2,3")
        {
            name,
            output,
            seeds,
            data,
            share,
            overwrite,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is not { } wanted)
            {
                List(context);
                return FaceptorApp.Success;
            }

            Launcher.RequireSingleProcess();
            ImmutableArray<Experiment> chosen =
                wanted == AllName ? KnownExperiments.All : [KnownExperiments.Get(wanted)];
            var plan = ExperimentPlan.Default.WithSteps(parsed.GetValue(share));
            foreach (var experiment in chosen)
            {
                ExperimentExecutor.Execute(
                    context,
                    experiment,
                    plan,
                    parsed.GetRequiredValue(output).FullName,
                    parsed.GetValue(seeds),
                    parsed.GetValue(data)?.FullName,
                    parsed.GetValue(overwrite));
            }

            return FaceptorApp.Success;
        });
        return command;
    }

    private static void List(CliContext context)
    {
        var table = new Table().Border(context.IsInteractive ? TableBorder.Rounded : TableBorder.Ascii2)
            .AddColumn(new TableColumn("experiment").NoWrap())
            .AddColumn("question")
            .AddColumn("paper")
            .AddColumn("variants")
            .AddColumn(new TableColumn("runs a seed").RightAligned());
        foreach (var experiment in KnownExperiments.All)
        {
            table.AddRow(
                Markup.Escape(experiment.Name),
                Markup.Escape(experiment.Question),
                string.Create(CultureInfo.InvariantCulture, $"Table {experiment.PaperTable}"),
                Markup.Escape(string.Join("; ", experiment.Variants.Select(variant => variant.Name))),
                experiment.Runs.Length.ToString(CultureInfo.InvariantCulture));
        }

        context.Console.Write(table);
        context.Out.WriteLine(
            $"'eng/experiment NAME' runs one, 'eng/experiment {AllName}' all; they share runs below --out.");
    }

    private static ImmutableArray<long> ParseSeeds(ArgumentResult result)
    {
        var seeds = ImmutableArray.CreateBuilder<long>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
                || seeds.Contains(seed))
            {
                result.AddError($"--seeds: expected different whole numbers from 0, parted by commas, got '{text}'.");
                return [];
            }

            seeds.Add(seed);
        }

        return seeds.ToImmutable();
    }
}
