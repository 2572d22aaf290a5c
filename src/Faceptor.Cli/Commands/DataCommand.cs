using System.CommandLine;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor data</c>: what concerns datasets.</summary>
internal static class DataCommand
{
    public static Command Create(CliContext context) => new("data", "Check, show and make datasets.")
    {
        DataCheckCommand.Create(context),
        DataShowCommand.Create(context),
        DataSynthesizeCommand.Create(context),
    };
}
