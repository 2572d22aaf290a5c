using System.CommandLine;
using System.CommandLine.Parsing;
using Faceptor.Data.Datasets;

namespace Faceptor.Cli.Commands;

/// <summary>The option <c>--dataset-assembly</c>, and the datasets that a command line knows with it.</summary>
internal sealed class DatasetAssemblies
{
    private DatasetRegistry? _registry;

    /// <summary>The option, for the root command; every command has it then.</summary>
    public Option<string[]> Option { get; } = new("--dataset-assembly")
    {
        Description = "Assembly with dataset classes of your own; may be repeated. This runs the assembly's code, with "
            + "all your rights: name only one that you trust.",
        HelpName = "FILE.dll",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>The known datasets and those of the assemblies, which are loaded once.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="DatasetException">An assembly cannot be loaded.</exception>
    public DatasetRegistry Registry(ParseResult parsed) => _registry ??= Load(parsed.GetValue(Option));

    /// <summary>The same, while options are parsed.</summary>
    /// <param name="result">An option's part of the command line.</param>
    /// <exception cref="DatasetException">An assembly cannot be loaded.</exception>
    public DatasetRegistry Registry(SymbolResult result) => _registry ??= Load(result.GetValue(Option));

    private static DatasetRegistry Load(string[]? paths)
    {
        var registry = DatasetRegistry.Known;
        foreach (var path in (paths ?? []).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            try
            {
                registry = registry.With(DatasetAssembly.Load(path));
            }
            catch (OptionsException error)
            {
                throw new DatasetException(path, error.Message, innerException: error);
            }
        }

        return registry;
    }
}
