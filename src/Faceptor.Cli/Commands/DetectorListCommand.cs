using System.CommandLine;
using System.Globalization;
using Faceptor.Detection.Onnx.Catalogue;
using Spectre.Console;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor detector list</c>: known detectors, their terms, and which are on this machine.</summary>
internal static class DetectorListCommand
{
    public static Command Create(CliContext context)
    {
        var command = new ExampleCommand(
            "list",
            "List the face detectors that are known, with licence and size, and which of them are on this machine.",
            "faceptor detector list");
        command.SetAction(_ =>
        {
            List(context);
            return FaceptorApp.Success;
        });
        return command;
    }

    private static void List(CliContext context)
    {
        var table = new Table().Border(context.IsInteractive ? TableBorder.Rounded : TableBorder.Ascii2)
            .AddColumn(new TableColumn("detector").NoWrap())
            .AddColumn(new TableColumn("network").NoWrap())
            .AddColumn(new TableColumn("kB").RightAligned().NoWrap())
            .AddColumn(new TableColumn("to fetch").RightAligned().NoWrap())
            .AddColumn(new TableColumn("licence").NoWrap())
            .AddColumn("terms")
            .AddColumn(new TableColumn("here").NoWrap());
        foreach (var model in DetectorModels.Known)
        {
            table.AddRow(
                Markup.Escape(model.Name),
                Markup.Escape(model.Architecture),
                KiloBytes(model.Bytes),
                KiloBytes(model.DownloadBytes),
                Markup.Escape(model.Licence),
                Markup.Escape(model.Terms),
                DetectorFiles.PathOf(model) is { } path && File.Exists(path) ? "yes" : "no");
        }

        context.Console.Write(table);
        context.Out.WriteLine(
            $"'faceptor detector get NAME' fetches one into {DetectorFiles.Folder ?? "a folder that --out names"}.");
    }

    private static string KiloBytes(long bytes) => ((bytes + 999) / 1000).ToString("N0", CultureInfo.InvariantCulture);
}
