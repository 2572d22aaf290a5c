using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Models;
using Faceptor.Testing;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Checkpoints;

public sealed class RunRecordFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_gives_back_what_was_written()
    {
        var record = RunRecord.Of(TrainingRecipes.Small with { Seed = 7 }) with
        {
            DataRoot = "/data",
            Samples = new Dictionary<string, int> { ["age/morph2"] = 5 },
            InitialWeights = "/weights.safetensors",
            Model = FaceptorPresets.Small with { EncoderDim = 96, Tasks = [FaceTasks.AgeMorph2] },
        };
        var path = _folder.File("options.json");

        RunRecordFile.Write(path, record);
        Assert.Contains("\"augmentation\": \"Light\"", File.ReadAllText(path), StringComparison.Ordinal);
        var read = RunRecordFile.Read(path);

        Assert.Equal(FaceptorOptionsJson.Write(record.Model), FaceptorOptionsJson.Write(read.Model!));
        Assert.Equal(record.Training.Tasks, read.Training.Tasks);
        Assert.Equal(record.Samples, read.Samples);
        var nothing = ImmutableDictionary<string, int>.Empty;
        Assert.Equal(
            record with { Model = null, Samples = nothing, Training = record.Training with { Tasks = [] } },
            read with { Model = null, Samples = nothing, Training = read.Training with { Tasks = [] } });
        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+", read.LibraryVersion);
        Assert.StartsWith("2.", read.TorchVersion, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json", "expected the options of a training run")]
    [InlineData("null", "it is empty")]
    [InlineData("""{"libraryVersion": "1", "torchVersion": "2"}""", "training")]
    [InlineData("""{"libraryVersion": "1", "torchVersion": "2", "training": {"numStep": 3}}""", "numStep")]
    [InlineData("""{"libraryVersion": "1", "torchVersion": "2", "model": {"tasks": []}, "training": {}}""", "Tasks")]
    public void Something_else_is_refused(string text, string complaint)
    {
        var path = _folder.File("options.json");
        File.WriteAllText(path, text);

        var error = Assert.Throws<CheckpointException>(() => RunRecordFile.Read(path));

        Assert.Equal(path, error.Path);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Equal(
            _folder.File("none.json"),
            Assert.Throws<CheckpointException>(() => RunRecordFile.Read(_folder.File("none.json"))).Path);
    }

    public void Dispose() => _folder.Dispose();
}
