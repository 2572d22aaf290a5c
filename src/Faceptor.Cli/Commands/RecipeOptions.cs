using System.CommandLine;
using System.Globalization;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Training.Recipes;

namespace Faceptor.Cli.Commands;

/// <summary>
/// The options that make a recipe: a known one, then a file, then single settings, then options of their own, each over
/// what came before.
/// </summary>
internal sealed class RecipeOptions
{
    private const string SmallPreset = "small";

    private readonly Option<string?> _recipe = new("--recipe")
    {
        Description = "Network, tasks, batch sizes, weights and rates; see 'faceptor recipes'. small when neither this "
            + "nor --config names one.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _preset = Preset();

    private readonly Option<bool> _direct = new("--direct")
    {
        Description = "With --recipe layer-attention: without a first stage, everything trained (the paper's Table 4).",
    };

    private readonly Option<FileInfo?> _config = new("--config")
    {
        Description = "YAML that changes values of the recipe, names its tasks, or defines tasks of your own; a "
            + "recipe.yaml of an earlier run repeats that run's recipe.",
        HelpName = "FILE.yaml",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Change one value: numSteps=2000, tasks.age/morph2.weight=3, model.dropPathRate=0. May be "
            + "repeated; 'faceptor recipes NAME' shows all names.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _tasks = new("--tasks", "--task")
    {
        Description = "Tasks to train, parted by commas: some of the recipe's, what a transfer is to, or your own of "
            + "--config. Left out, all of the recipe that have a dataset.",
        HelpName = "TASK,…",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> _steps = new("--steps")
    {
        Description = "Number of steps; the recipe's when left out.",
        HelpName = "N",
    };

    private readonly Option<long?> _seed = new("--seed")
    {
        Description = "Seed of every random choice; the same seed gives the same result. The recipe's when left out.",
        HelpName = "S",
    };

    private readonly Option<int?> _logInterval = new("--log-interval")
    {
        Description = "Steps between reports; the recipe's when left out.",
        HelpName = "N",
    };

    private readonly Option<string?> _precision = new("--precision")
    {
        Description = "Number type of large products: auto (by device), "
            + $"{string.Join(", ", Enum.GetNames<ComputePrecision>().Select(name => name.ToLowerInvariant()))}.",
        HelpName = "TYPE",
    };

    private readonly Option<int?> _portions = new("--portions")
    {
        Description = "Run a step's samples through the network in N equal parts, one after another or on several processes: less "
            + "memory, the same gradient.",
        HelpName = "N",
    };

    private readonly Option<bool> _checkpointing = new("--activation-checkpointing")
    {
        Description = "Run encoder blocks again in the backward pass instead of keeping their activations: less "
            + "memory, more time, the same gradient.",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All =>
    [
        _recipe, _preset, _direct, _config, _set, _tasks, _steps, _seed, _precision, _portions, _checkpointing,
        _logInterval,
    ];

    /// <summary>The option that takes a recipe to the small network.</summary>
    public static Option<string?> Preset()
    {
        var preset = new Option<string?>("--preset")
        {
            Description = "small: the recipe for the small network, which learns drawn faces on a processor, instead "
                + "of ViT-B.",
        };
        preset.AcceptOnlyFromAmong(SmallPreset);
        return preset;
    }

    /// <summary>The file that a command line takes values from; null without one.</summary>
    /// <param name="parsed">The command line.</param>
    public string? ConfigOf(ParseResult parsed) => parsed.GetValue(_config)?.FullName;

    /// <summary>The recipe that a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="registry">Knows custom tasks.</param>
    /// <exception cref="OptionsException">It asks for something that there is not or that cannot work.</exception>
    public Recipe Resolve(ParseResult parsed, DatasetRegistry registry)
    {
        var recipe = Start(parsed, registry);
        recipe = RecipeSettings.Apply(
            recipe,
            parsed.GetRequiredValue(_set).Concat(Dedicated(parsed).Select(entry => $"{entry.Key}={entry.Value}")),
            registry);
        return recipe.Choose(
        [
            .. parsed.GetRequiredValue(_tasks).SelectMany(ids => ids.Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ]);
    }

    private Recipe Start(ParseResult parsed, DatasetRegistry registry)
    {
        var config = parsed.GetValue(_config)?.FullName;
        var name = parsed.GetValue(_recipe) ?? (config is null ? KnownRecipes.Small.Name : null);
        if (parsed.GetValue(_direct))
        {
            name = name == KnownRecipes.LayerAttention.Name
                ? KnownRecipes.LayerAttentionDirect.Name
                : throw new OptionsException("--direct", $"belongs to --recipe {KnownRecipes.LayerAttention.Name}.");
        }

        var start = name is null ? null : KnownRecipes.Get(name);
        var isSmall = parsed.GetValue(_preset) is not null;
        return config is not null
            ? RecipeFile.Read(config, start, isSmall, registry)
            : isSmall ? SmallVariant.Of(start!) : start!;
    }

    private IEnumerable<(string Key, string Value)> Dedicated(ParseResult parsed)
    {
        static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

        (string Key, string? Value)[] given =
        [
            ("numSteps", Number(parsed.GetValue(_steps))),
            ("seed", Number(parsed.GetValue(_seed))),
            ("logInterval", Number(parsed.GetValue(_logInterval))),
            ("precision", parsed.GetValue(_precision)),
            ("portions", Number(parsed.GetValue(_portions))),
            ("activationCheckpointing", parsed.GetValue(_checkpointing) ? "true" : null),
        ];
        return given.Where(entry => entry.Value is not null).Select(entry => (entry.Key, entry.Value!));
    }
}
