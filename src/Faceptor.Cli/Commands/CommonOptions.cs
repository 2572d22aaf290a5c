using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;

namespace Faceptor.Cli.Commands;

/// <summary>Options that several commands share; each command takes its own copy.</summary>
internal static class CommonOptions
{
    private static DatasetRegistry Known => DatasetRegistry.Known;

    public static Option<DirectoryInfo> Data(bool isRequired = true) => new("--data")
    {
        Description = "Folder that holds the datasets: "
            + string.Concat(Known.Tasks.Select(task => $"{Known.Get(task).Folder}/, "))
            + "verification/. Those that are there are used.",
        HelpName = "DIR",
        Required = isRequired,
    };

    public static Option<string> Device() => new("--device")
    {
        Description = "Where the network runs: auto (CUDA where it is), cpu, cuda, cuda:N.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ComputeDevice.Auto,
    };

    public static Option<FileInfo> Weights() => new("--weights")
    {
        Description = "Weight file: .safetensors written by train, quickstart or convert, or a checkpoint that "
            + "the paper's authors released (.pth.tar).",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<ImmutableArray<FaceTask>> Tasks(CliContext context) => new("--tasks")
    {
        Description = "Tasks, parted by commas; all that have a dataset when left out. Known: "
            + $"{string.Join(", ", Known.Tasks)}.",
        HelpName = "TASK,…",
        CustomParser = result => ParseTasks(result, context.Datasets.Registry(result)),
        DefaultValueFactory = _ => [],
    };

    public static Argument<DirectoryInfo> DataFolder() => new("DIR")
    {
        Description = "Folder that holds the datasets, each in a folder of its own name.",
    };

    public static Option<FaceTask?> Dataset(CliContext context) => new("--dataset")
    {
        Description = $"One dataset: {string.Join(", ", Known.Tasks.Select(task => task.DatasetName))}; "
            + "or the id of its task.",
        HelpName = "NAME",
        CustomParser = result => ParseDataset(result, context.Datasets.Registry(result).Tasks),
    };

    public static Option<DatasetLayout?> Layout() => new("--layout")
    {
        Description = "How the datasets lie on disk: prepared, with the lists that the paper's authors read, or "
            + "distributed, as the datasets' authors publish them; recognised when left out.",
        HelpName = "LAYOUT",
        CustomParser = ParseLayout,
    };

    public static Option<FaceBox?> Box() => new("--box")
    {
        Description = "The one face of every image, roughly from brows to chin, in pixels of the image (turned upright): "
            + "x,y,width,height.",
        HelpName = "x,y,w,h",
        CustomParser = ParseBox,
    };

    public static Option<long> Seed() => new("--seed")
    {
        Description = "Seed of every random choice; the same seed gives the same result.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };

    private static ImmutableArray<FaceTask> ParseTasks(ArgumentResult result, DatasetRegistry registry)
    {
        var ids = result.Tokens.SelectMany(
            token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        try
        {
            return [.. ids.Select(registry.GetTask).Distinct()];
        }
        catch (ArgumentException error)
        {
            result.AddError($"--tasks: {error.Message.Split(" (Parameter", 2)[0]}");
            return [];
        }
    }

    private static FaceTask? ParseDataset(ArgumentResult result, ImmutableArray<FaceTask> tasks)
    {
        static string Plain(string name) => name.Replace(" ", string.Empty).Replace("-", string.Empty);

        var text = result.Tokens.Single().Value;
        var names = tasks.ToLookup(
            task => task, task => (string[])[task.DatasetName, task.Id, task.Id[(task.Id.IndexOf('/') + 1)..]]);
        var found = names.FirstOrDefault(entry => entry.First().Any(
            name => Plain(name).Equals(Plain(text), StringComparison.OrdinalIgnoreCase)));
        if (found is null)
        {
            var nearest = Suggestion.Of(text, tasks.Select(task => task.DatasetName));
            result.AddError(
                $"--dataset: unknown dataset '{text}'; "
                + (nearest is null
                    ? $"known are {string.Join(", ", tasks.Select(task => task.DatasetName))}."
                    : $"did you mean '{nearest}'?"));
        }

        return found?.Key;
    }

    private static DatasetLayout? ParseLayout(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Enum.GetNames<DatasetLayout>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<DatasetLayout>(text, ignoreCase: true);
        }

        result.AddError($"--layout: expected prepared or distributed, got '{text}'.");
        return null;
    }

    private static FaceBox? ParseBox(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var fields = text.Split(',');
        var numbers = new float[4];
        var isNumeric = fields.Length == 4 && fields.Index().All(field =>
            float.TryParse(field.Item, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[field.Index])
            && float.IsFinite(numbers[field.Index]));
        if (!isNumeric || numbers[2] <= 0 || numbers[3] <= 0)
        {
            result.AddError($"--box: expected x,y,width,height in pixels, width and height above 0, got '{text}'.");
            return null;
        }

        return new FaceBox(numbers[1], numbers[0], numbers[1] + numbers[3], numbers[0] + numbers[2]);
    }
}
