using System.Collections.Immutable;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>A folder with weights of a tiny network, for pictures and results.</summary>
public sealed class PredictFolder : IDisposable
{
    // Of sizes that people use: products of a handful of numbers depend on what else is in a batch.
    private static readonly Lazy<byte[]> Whole = new(() => WeightsOf(
        FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb, FaceTasks.ParsingLaPa, FaceTasks.IdentityMs1mV3));

    private static readonly Lazy<byte[]> AgeOnly = new(() => WeightsOf(FaceTasks.AgeMorph2));

    private readonly TemporaryFolder _folder = new();

    public PredictFolder()
    {
        System.IO.File.WriteAllBytes(Weights, Whole.Value);
        System.IO.File.WriteAllBytes(OtherWeights, AgeOnly.Value);
    }

    public string Weights => _folder.File("weights.safetensors");

    public string OtherWeights => _folder.File("other.safetensors");

    /// <summary>What stands for other programs; none are installed otherwise.</summary>
    internal Dictionary<string, string> Programs { get; } = [];

    public void Dispose() => _folder.Dispose();

    internal string File(string name) => _folder.File(name);

    /// <summary>Writes a picture that is like no other.</summary>
    internal string Picture(string name, int side = 64, bool isBlack = false)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var image = isBlack ? new RgbImage(side, side) : TinyModels.Image(side, side);
        image.Pixels[0] = (byte)(isBlack ? 0 : name.Length);
        System.IO.File.WriteAllBytes(path, ImageCodec.EncodePng(image));
        return path;
    }

    /// <summary>Predicts with the folder's weights.</summary>
    internal CliResult Predict(params string[] arguments) => Predict(null, arguments);

    /// <summary>The same with a detector.</summary>
    internal CliResult Predict(IFaceDetector? detector, params string[] arguments) => Run(detector, ["predict", .. arguments]);

    /// <summary>Any command with the folder's weights, unless it names others.</summary>
    internal CliResult Run(IFaceDetector? detector, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = CliContext.Plain(output, error, CancellationToken.None);
        var open = context.OpenDetector;
        context = context with
        {
            OpenDetector = name => name == "fixed" && detector is not null ? detector : open(name),
            FindProgram = name => Programs.GetValueOrDefault(name),
        };
        var code = FaceptorApp.Run(
            [.. arguments, .. arguments.Contains("--weights") ? Array.Empty<string>() : ["--weights", Weights]], context);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Files below a folder, with slashes.</summary>
    internal string[] FilesIn(string folder) =>
    [
        .. Directory.EnumerateFiles(_folder.File(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder.File(folder), file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static byte[] WeightsOf(params ImmutableArray<FaceTask> tasks)
    {
        using var folder = new TemporaryFolder();
        using var model = FaceptorModelFactory.CreateFaceptor(FaceptorPresets.Small with { Tasks = tasks }, seed: 1);
        FaceptorWeights.Save(model, folder.File("weights.safetensors"));
        return System.IO.File.ReadAllBytes(folder.File("weights.safetensors"));
    }

    internal ImageAnalysis Read(string name) => ImageAnalysisJson.Read(System.IO.File.ReadAllText(File(name)), name);
}
