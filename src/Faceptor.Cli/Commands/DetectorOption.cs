using System.CommandLine;
using Faceptor.Detection.Onnx;

namespace Faceptor.Cli.Commands;

/// <summary>The detector that finds faces where the command line does not say where they are.</summary>
internal static class DetectorOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--detector")
    {
        Description = "Finds the faces: a detector that 'detector get' has fetched, such as yunet, or an ONNX file of "
            + "YuNet, SCRFD or BlazeFace.",
        HelpName = "NAME|FILE",
    };

    /// <summary>Loads a detector.</summary>
    /// <param name="nameOrPath">Name of a known one, or a file.</param>
    /// <exception cref="FaceptorException">There is no such detector, or the file is none.</exception>
    public static IFaceDetector Load(string nameOrPath) => OnnxFaceDetector.Load(nameOrPath);
}
