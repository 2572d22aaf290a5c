using Faceptor.Detection.Onnx.Catalogue;

namespace Faceptor.Detection.Onnx.Tests;

/// <summary>Real files of known detectors, which <c>eng/models.sh</c> fetches; tests that need one that is not there are skipped.</summary>
internal static class FetchedDetectors
{
    private static string Folder => Path.Combine(RepositoryPaths.Root, "artifacts", "models");

    /// <summary>
    /// BlazeFace's, which are fetched for the tests, and of the others those that somebody fetched with
    /// <c>eng/models.sh NAME</c>.
    /// </summary>
    public static TheoryData<string> Names =>
    [
        .. DetectorModels.Known
            .Where(model => model.Architecture == "BlazeFace" || File.Exists(Path.Combine(Folder, model.FileName)))
            .Select(model => model.Name),
    ];

    /// <summary>The path of a detector's file.</summary>
    public static string PathOf(string name)
    {
        var path = Path.Combine(Folder, $"{name}.onnx");
        Assert.SkipUnless(File.Exists(path), $"{path} is not there; 'eng/models.sh {name}' fetches it");
        return path;
    }

    /// <summary>A detector.</summary>
    public static OnnxFaceDetector Load(string name, OnnxDetectorOptions? options = null) =>
        OnnxFaceDetector.Load(PathOf(name), options);
}
