using System.CommandLine;

namespace Faceptor.Cli.Commands;

/// <summary>The detector that finds faces where the command line does not say where they are.</summary>
internal static class DetectorOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--detector")
    {
        Description = "Finds the faces: an ONNX file of YuNet, SCRFD or BlazeFace, or the name of one that was fetched.",
        HelpName = "NAME|FILE",
    };

    /// <summary>Loads a detector.</summary>
    /// <param name="nameOrPath">Name of a known one, or a file.</param>
    /// <exception cref="OptionsException">There is no such detector.</exception>
    public static IFaceDetector Load(string nameOrPath) => throw new OptionsException(
        "--detector",
        $"this program was built without detectors and cannot use '{MessageText.Quote(nameOrPath)}'; "
        + "give --box, --boxes or --cropped instead.");
}
