using System.CommandLine;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor detector</c>: what concerns face detectors.</summary>
internal static class DetectorCommand
{
    public static Command Create(CliContext context) => new("detector", "List and fetch face detectors.")
    {
        DetectorGetCommand.Create(context),
        DetectorListCommand.Create(context),
    };
}
