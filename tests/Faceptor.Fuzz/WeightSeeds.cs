using Faceptor.Imaging;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Testing;

namespace Faceptor.Fuzz;

/// <summary>Weight files: looked into, loaded and, when that works, used on an image.</summary>
internal static class WeightSeeds
{
    private static readonly WeightLoadOptions ReducedSizes = new() { EncoderHeads = 4, DecoderHeads = 8 };

    /// <summary>Own files, and the same names as released ones.</summary>
    public static IEnumerable<FuzzSeed> SafeTensors(string folder)
    {
        var own = Path.Combine(folder, "own.safetensors");
        using (var model = MinuteModel.Create())
        {
            FaceptorWeights.Save(model, own);
        }

        yield return new FuzzSeed(own, () =>
        {
            _ = WeightSummary.Of(own);
            using var analyzer = new FaceAnalyzer(TorchEngine.Load(own), ownsEngine: true);
            _ = analyzer.AnalyzeCropped(new RgbImage(40, 30));
        });
        yield return Loaded(folder, "official_stage1.safetensors");
    }

    /// <summary>Zip archives.</summary>
    public static IEnumerable<FuzzSeed> PyTorch(string folder) =>
    [
        Loaded(folder, "official_stage1.pth.tar"),
        Summarized(folder, "dtype_zoo.pth"),
        Summarized(folder, "farl_style.pth"),
        Loaded(folder, "official_naive.pth.tar"),
    ];

    /// <summary>The form before PyTorch 1.6.</summary>
    public static IEnumerable<FuzzSeed> PyTorchLegacy(string folder) => [Summarized(folder, "legacy_format.pth")];

    private static FuzzSeed Loaded(string folder, string name)
    {
        var path = Copy(folder, name);
        return new FuzzSeed(path, () =>
        {
            _ = WeightSummary.Of(path);
            FaceptorWeights.Load(path, ReducedSizes).Dispose();
        });
    }

    private static FuzzSeed Summarized(string folder, string name)
    {
        var path = Copy(folder, name);
        return new FuzzSeed(path, () => _ = WeightSummary.Of(path));
    }

    private static string Copy(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        File.Copy(RepositoryPaths.Golden(name), path);
        return path;
    }
}
