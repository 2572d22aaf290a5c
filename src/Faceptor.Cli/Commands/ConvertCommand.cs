using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Faceptor.Cli.Display;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Commands;

/// <summary>
/// <c>faceptor convert</c>: weights from any known source to safetensors or back to the authors' names.
/// </summary>
internal static class ConvertCommand
{
    private const string Own = "faceptor";
    private const string Official = "official";

    public static Command Create(CliContext context)
    {
        var input = new Argument<FileInfo>("IN")
        {
            Description = "Weight file: own .safetensors, or a checkpoint that the authors released (.pth.tar, or the "
                + "same names in safetensors).",
        };
        var output = new Argument<FileInfo>("OUT")
        {
            Description = "File to write; it appears when it is complete.",
        };
        var target = new Option<string>("--to")
        {
            Description = $"{Own}: one safetensors file that needs nothing else. {Official}: a zip .pth with the names "
                + "of the authors' code; it lacks the identity classifier and the optimiser.",
            DefaultValueFactory = _ => Own,
        };
        target.AcceptOnlyFromAmong(Own, Official);
        var layerAttention = new Option<ImmutableArray<LayerAttentionSource>>("--layer-attention")
        {
            Description = "Add the Layer-Attention of a released stage-2 file to a task; may be repeated. With --to "
                + $"{Official}, TASK alone names the one whose Layer-Attention is written.",
            HelpName = "TASK=FILE",
            CustomParser = ParseSources,
            AllowMultipleArgumentsPerToken = false,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        };
        var sizes = new InferredSizeOptions();
        var allowMismatch = new Option<bool>("--allow-mismatch")
        {
            Description = "Take what fits and say what does not, instead of refusing the file.",
        };
        var overwrite = OutputFile.Overwrite("Replace OUT when the new file is complete.");
        var command = new ExampleCommand(
            "convert",
            "Convert weights: released checkpoints to one safetensors file, and back.",
            "faceptor convert stage1.pth.tar faceptor.safetensors",
            "faceptor convert stage1.pth.tar faceptor.safetensors --layer-attention age/morph2=stage2_age.pth.tar",
            "faceptor convert --to official run/weights.safetensors faceptor.pth")
        {
            input,
            output,
            target,
            layerAttention,
            sizes.Heads,
            sizes.DecoderHeads,
            sizes.AttributeInput,
            sizes.DenseInput,
            allowMismatch,
            overwrite,
        };
        command.SetAction(parsed => Run(
            context,
            parsed.GetRequiredValue(input).FullName,
            parsed.GetRequiredValue(output).FullName,
            parsed.GetRequiredValue(target),
            parsed.GetValue(layerAttention),
            parsed.GetValue(overwrite),
            sizes.Read(parsed) with
            {
                IsLenient = parsed.GetValue(allowMismatch),
            }));
        return command;
    }

    private static int Run(
        CliContext context,
        string input,
        string output,
        string target,
        ImmutableArray<LayerAttentionSource> layerAttention,
        bool overwrites,
        WeightLoadOptions options)
    {
        var chosen = ChooseTask(target, layerAttention);
        RequireOther(output, [input, .. layerAttention.Select(source => source.File).OfType<string>()]);
        OutputFile.RequireFree("OUT", overwrites, output);
        LayerAttentionFile[] stage2 =
        [
            .. layerAttention.Where(source => source.File is not null)
                .Select(source => new LayerAttentionFile(source.Task, source.File!)),
        ];
        using var loaded = WorkDisplay.Run(context, "reading", report => FaceptorWeights.Load(
            input,
            options with { LayerAttention = stage2, Logger = context.Logger },
            ProgressOf(report),
            context.Cancellation));
        context.Out.WriteLine($"{input}: {WeightSummary.Describe(loaded.Source)}");
        foreach (var line in loaded.Report.Lines())
        {
            context.Out.WriteLine($"  {line}");
        }

        foreach (var ((task, file), added) in stage2.Zip(loaded.LayerAttentionReports))
        {
            context.Out.WriteLine($"{file}: Layer-Attention of {task}");
            if (!added.Fits)
            {
                context.Out.WriteLine($"  does not fit: {added.Problems}");
            }
        }

        ImmutableArray<string> leftOut = WorkDisplay.Run<ImmutableArray<string>>(context, "writing", report =>
        {
            if (target == Official)
            {
                return OfficialCheckpointWriter.Write(
                    loaded.Model, output, chosen, ProgressOf(report), context.Cancellation);
            }

            FaceptorWeights.Save(loaded.Model, output, ProgressOf(report), context.Cancellation);
            return [];
        });
        if (!leftOut.IsEmpty)
        {
            context.Out.WriteLine(
                $"{leftOut.Length} tensors of Layer-Attention left out; a released file holds that of one task at "
                + "most, named by --layer-attention");
        }

        context.Out.WriteLine($"weights are in {output}");
        return FaceptorApp.Success;
    }

    private static DirectProgress<WorkProgress> ProgressOf(Action<long, long> report) =>
        new(progress => report(progress.Done, progress.Total));

    // The one whose Layer-Attention is written: named alone, or the only one that is added.
    private static FaceTask? ChooseTask(string target, ImmutableArray<LayerAttentionSource> sources)
    {
        LayerAttentionSource[] alone = [.. sources.Where(source => source.File is null)];
        if (target == Own && alone.Length > 0)
        {
            throw new OptionsException(
                "--layer-attention",
                $"expected {alone[0].Task}=FILE, got no file; a task alone goes with --to {Official}.");
        }

        if (target == Official && alone.Length > 1)
        {
            throw new OptionsException(
                "--layer-attention",
                $"a released file holds one task's, {alone.Length} are named; write a file for each.");
        }

        return target == Own ? null : alone.FirstOrDefault()?.Task ?? (sources.Length == 1 ? sources[0].Task : null);
    }

    private static void RequireOther(string output, IEnumerable<string> inputs)
    {
        if (inputs.Contains(output))
        {
            throw new OptionsException("OUT", $"{output} is an input too and would be replaced; name another file.");
        }
    }

    private static ImmutableArray<LayerAttentionSource> ParseSources(ArgumentResult result)
    {
        var sources = ImmutableArray.CreateBuilder<LayerAttentionSource>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var parts = text.Split('=', 2);
            var file = parts.Length == 2 ? parts[1] : null;
            if (FaceTasks.All.FirstOrDefault(task => task.Id == parts[0]) is not { NumLabels: > 0 } found)
            {
                result.AddError(
                    $"--layer-attention: expected TASK=FILE with one of "
                    + $"{string.Join(", ", FaceTasks.All.Where(task => task.NumLabels > 0))}, got '{text}'.");
            }
            else if (file is { Length: 0 })
            {
                result.AddError($"--layer-attention: expected a file behind '{text}'.");
            }
            else if (sources.Any(source => source.Task.Equals(found)))
            {
                result.AddError($"--layer-attention: {found} is named twice.");
            }
            else
            {
                sources.Add(new LayerAttentionSource(found, file is null ? null : Path.GetFullPath(file)));
            }
        }

        return sources.ToImmutable();
    }

    /// <summary>A task, and the stage-2 file that brings its Layer-Attention.</summary>
    private sealed record LayerAttentionSource(FaceTask Task, string? File);
}
