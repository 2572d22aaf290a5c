using System.CommandLine;
using Faceptor.Cli;
using Faceptor.Cli.Commands;

namespace Faceptor.Experiments.Storage;

/// <summary>
/// <c>eng/storage</c>: the parameters of both networks as tasks are added, the tables of <c>docs/storage.md</c>.
/// </summary>
internal static class StorageCommand
{
    public static Command Create(CliContext context)
    {
        var command = new ExampleCommand(
            "storage",
            "Count the parameters of Faceptor and Naive Faceptor at full size as datasets are added, beside the "
            + "paper's figures; prints the tables of docs/storage.md.",
            "eng/storage");
        command.SetAction(_ =>
        {
            context.Out.Write(StorageMarkdown.Of(StorageComparison.Compute()));
            return FaceptorApp.Success;
        });
        return command;
    }
}
