using System.CommandLine;
using System.Text.Json;
using Faceptor.Cli.Display;
using Faceptor.Evaluation.Reporting;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor inspect</c>: what a weight file is, and what this program runs on.</summary>
internal static class InspectCommand
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(CliContext context)
    {
        var file = new Argument<FileInfo?>("FILE")
        {
            Description = "Weight file in safetensors or PyTorch format; nothing in it is run.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var system = new Option<bool>("--system")
        {
            Description = "Show device, versions, threads and memory instead of a file.",
        };
        var tensors = new Option<bool>("--tensors")
        {
            Description = "List all tensors with element types and shapes.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Write JSON.",
        };
        var sizes = new InferredSizeOptions();
        var command = new ExampleCommand(
            "inspect",
            "Show what a weight file is: source, tasks, parts with their parameters, element types, terms.",
            "faceptor inspect run/weights.safetensors",
            "faceptor inspect checkpoint.pth.tar --tensors --json",
            "faceptor inspect --system")
        {
            file,
            system,
            tensors,
            json,
            sizes.Heads,
            sizes.DecoderHeads,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)?.FullName;
            if (parsed.GetValue(system) != path is null)
            {
                throw new UsageException("inspect: expected either a FILE or --system. Try 'faceptor inspect --help'.");
            }

            if (path is null)
            {
                ShowSystem(context, parsed.GetValue(json));
            }
            else
            {
                var options = new WeightLoadOptions
                {
                    EncoderHeads = parsed.GetValue(sizes.Heads),
                    DecoderHeads = parsed.GetValue(sizes.DecoderHeads),
                };
                Show(context, WeightSummary.Of(path, options), parsed.GetValue(tensors), parsed.GetValue(json));
            }

            return FaceptorApp.Success;
        });
        return command;
    }

    private static void Show(CliContext context, WeightSummary summary, bool showsTensors, bool asJson)
    {
        if (asJson)
        {
            context.Out.WriteLine(
                PrintableText.Json(JsonSerializer.Serialize(WeightText.ToJson(summary, showsTensors), Indented)));
            return;
        }

        foreach (var line in WeightText.Lines(summary, showsTensors))
        {
            context.Out.WriteLine(line);
        }
    }

    private static void ShowSystem(CliContext context, bool asJson)
    {
        var entries = MachineInfo.DescribeSystem().ToArray();
        if (asJson)
        {
            context.Out.WriteLine(
                JsonSerializer.Serialize(entries.ToDictionary(entry => entry.Name, entry => entry.Value), Indented));
            return;
        }

        foreach (var (name, value) in entries)
        {
            context.Out.WriteLine($"{name + ":",-24}{value}");
        }
    }
}
