using Faceptor.Detection.Onnx.Catalogue;

namespace Faceptor.Detection.Onnx.Tests.Catalogue;

/// <summary>Names and paths of detectors; the variable of the cache is the whole process's.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class DetectorFilesTests : IDisposable
{
    private const string Variable = "XDG_CACHE_HOME";

    private readonly TemporaryFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public DetectorFilesTests() => Environment.SetEnvironmentVariable(Variable, _folder.Path);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Dispose();
    }

    [Fact]
    public void A_path_is_itself()
    {
        var path = _folder.Write("mine.onnx", [1]);

        Assert.Equal(path, DetectorFiles.Resolve(path));
    }

    [Fact]
    public void A_name_is_the_file_that_was_fetched()
    {
        var path = _folder.Write(Path.Combine("faceptor", "detectors", "yunet.onnx"), [1]);

        Assert.Equal(path, DetectorFiles.Resolve("yunet"));
        Assert.Equal(path, DetectorFiles.Resolve("YuNet"));
    }

    [Fact]
    public void A_known_detector_that_is_not_here_names_the_command_that_fetches_it()
    {
        var error = Assert.Throws<CheckpointException>(() => DetectorFiles.Resolve("scrfd-500m"));

        Assert.Equal(
            "scrfd-500m: the detector is not on this machine; fetch it with 'faceptor detector get scrfd-500m'.",
            error.Message);
    }

    [Theory]
    [InlineData("blazeface-bakc", "did you mean 'blazeface-back'?")]
    [InlineData("nowhere/detector.onnx", "known are yunet, yunet-n, scrfd-500m")]
    public void What_is_neither_is_refused(string given, string remedy)
    {
        var error = Assert.Throws<CheckpointException>(() => DetectorFiles.Resolve(given));

        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_cache_folder_counts_as_none()
    {
        Environment.SetEnvironmentVariable(Variable, "cache");

        Assert.StartsWith(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), DetectorFiles.Folder, StringComparison.Ordinal);
    }
}

/// <summary>Tests that change the process's environment take turns.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentCollection
{
    public const string Name = "environment";
}
