using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Faceptor.Models;
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
        Assert.Equal(record.Fingerprints, read.Fingerprints);
        Assert.Equal(WithoutLists(record), WithoutLists(read));
        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+", read.LibraryVersion);
        Assert.StartsWith("2.", read.TorchVersion, StringComparison.Ordinal);

        static RunRecord WithoutLists(RunRecord record) => record with
        {
            Model = null,
            Samples = ImmutableDictionary<string, int>.Empty,
            Fingerprints = ImmutableDictionary<string, string>.Empty,
            Training = record.Training with { Tasks = [] },
        };
    }

    [Fact]
    public void What_an_earlier_version_did_not_know_has_the_value_that_it_has_unless_chosen()
    {
        var path = _folder.File("options.json");
        RunRecordFile.Write(path, RunRecord.Of(TrainingRecipes.Small with { CheckpointMinutes = 3, KeepCheckpoints = 7 }));
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        Array.ForEach(["checkpointMinutes", "keepCheckpoints"], name => json["training"]!.AsObject().Remove(name));
        Array.ForEach(["samples", "fingerprints", "numThreads", "device"], name => json.Remove(name));
        File.WriteAllText(path, json.ToJsonString());

        var read = RunRecordFile.Read(path);

        Assert.Equal((10.0, 3), (read.Training.CheckpointMinutes, read.Training.KeepCheckpoints));
        Assert.Equal(TrainingRecipes.Small.NumSteps, read.Training.NumSteps);
        Assert.Empty(read.Samples);
        Assert.Empty(read.Fingerprints);
        Assert.Null(read.NumThreads);
    }

    [Theory]
    [InlineData("All", FineTuneScope.All)]
    [InlineData("Outputs", FineTuneScope.DecoderAndHeads)]
    [InlineData("Queries", FineTuneScope.Queries)]
    [InlineData("LayerAttention", FineTuneScope.LayerAttention)]
    public void Former_names_are_read_and_never_written(string formerScope, FineTuneScope scope)
    {
        var path = _folder.File("options.json");
        RunRecordFile.Write(path, RunRecord.Of(TrainingRecipes.Small));
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var training = json["training"]!.AsObject();
        Array.ForEach(["fineTuneScope", "validationShare"], name => Assert.True(training.Remove(name)));
        training.Add("trains", formerScope);
        training.Add("heldOutShare", 0.25);
        File.WriteAllText(path, json.ToJsonString());

        var read = RunRecordFile.Read(path);
        RunRecordFile.Write(path, read);

        Assert.Equal((scope, 0.25), (read.Training.FineTuneScope, read.Training.ValidationShare));
        var written = JsonNode.Parse(File.ReadAllText(path))!["training"]!.AsObject();
        Assert.Equal(scope.ToString(), written["fineTuneScope"]!.GetValue<string>());
        Assert.False(written.ContainsKey("trains") || written.ContainsKey("heldOutShare"));
    }

    [Fact]
    public void A_setting_by_both_its_names_is_refused()
    {
        var path = _folder.File("options.json");
        RunRecordFile.Write(path, RunRecord.Of(TrainingRecipes.Small));
        File.WriteAllText(path, File.ReadAllText(path).Replace(
            "\"training\": {", "\"training\": { \"trains\": \"All\",", StringComparison.Ordinal));

        var error = Assert.Throws<CheckpointException>(() => RunRecordFile.Read(path));

        Assert.Contains("'trains' is the former name of 'fineTuneScope'", error.Message, StringComparison.Ordinal);
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
    public void A_recipe_with_a_name_twice_is_refused()
    {
        var path = _folder.File("options.json");
        RunRecordFile.Write(path, RunRecord.Of(TrainingRecipes.Small));
        File.WriteAllText(path, File.ReadAllText(path).Replace(
            "\"training\": {", "\"training\": { \"logInterval\": 1,", StringComparison.Ordinal));

        var error = Assert.Throws<CheckpointException>(() => RunRecordFile.Read(path));

        Assert.Contains("a recipe has a name twice", error.Message, StringComparison.Ordinal);
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
