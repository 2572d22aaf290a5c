using System.CommandLine;
using Faceptor.Cli;
using Faceptor.Experiments.Analysis;
using Faceptor.Experiments.Gpu;
using Faceptor.Experiments.Storage;

namespace Faceptor.Experiments;

/// <summary>
/// The development tool: the paper's comparisons on drawn faces (<c>eng/experiment</c>), the tables of
/// <c>docs/storage.md</c> (<c>eng/storage</c>), and what the analyzer's modes cost (<c>eng/modes</c>).
/// </summary>
internal static class ExperimentsApp
{
    /// <summary>Runs one command; errors and exit codes are those of <c>faceptor</c>.</summary>
    public static int Run(IReadOnlyList<string> args, CliContext context)
    {
        var root = new RootCommand("Experiments and tables of Faceptor for .NET.")
        {
            RunCommand.Create(context),
            StorageCommand.Create(context),
            ModesCommand.Create(context),
            GpuCommand.Create(context),
        };
        return FaceptorApp.Run(args, context, root, "faceptor-experiments", "eng/experiment", "eng/storage", "eng/modes");
    }
}
