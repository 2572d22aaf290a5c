using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

public sealed class WeightSummaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("official_stage1.pth.tar")]
    [InlineData("official_naive.pth.tar")]
    public void Parts_of_a_released_file_count_as_the_model_does(string name)
    {
        using var model = FaceptorWeights.Load(RepositoryPaths.Golden(name), GoldenOutputs.Reduced).Model;

        var summary = WeightSummary.Of(RepositoryPaths.Golden(name), GoldenOutputs.Reduced);

        Assert.Equal(
            model.CountParameters().OrderBy(pair => pair.Key),
            summary.Parts.Where(part => !part.IsLeftOut)
                .ToDictionary(part => part.Name, part => part.NumParameters).OrderBy(pair => pair.Key));
        Assert.Equal(model.CountParameters().Values.Sum(), summary.NumParameters);
        Assert.Equal(model.Tasks, summary.Tasks);
        Assert.Equal(
            FaceptorOptionsJson.Write(model.Options), FaceptorOptionsJson.Write(summary.Options!));
    }

    [Fact]
    public void What_cannot_be_told_is_said_and_the_rest_is_shown()
    {
        var summary = WeightSummary.Of(RepositoryPaths.Golden("official_stage2.pth.tar"));

        Assert.Null(summary.Options);
        Assert.Contains("--heads", summary.Problem!, StringComparison.Ordinal);
        Assert.Equal(FaceTasks.Full, summary.Tasks);
        Assert.Equal(11, summary.Parts.Single(part => part.Name == "decoder.layer_attention").NumTensors);
        Assert.Equal("3", summary.Metadata["step"]);
    }

    [Fact]
    public void Any_readable_file_shows_its_tensors()
    {
        var summary = WeightSummary.Of(RepositoryPaths.Golden("dtype_zoo.pth"));

        Assert.Equal(WeightSource.Unknown, summary.Source);
        Assert.Null(summary.Provenance);
        Assert.True(summary.Tensors.Length > 10, $"{summary.Tensors.Length} tensors");
        Assert.True(summary.ElementTypes.Count > 5, string.Join(", ", summary.ElementTypes.Keys));
    }

    [Fact]
    public void Own_files_carry_options_tasks_labels_and_terms_through_load_and_save()
    {
        var (first, second) = (_folder.File("first.safetensors"), _folder.File("second.safetensors"));
        using var model = MinuteModel.Create();
        model.Provenance = new WeightProvenance("made by a test", "none at all");
        FaceptorWeights.Save(model, first);

        using var loaded = FaceptorWeights.Load(first).Model;
        FaceptorWeights.Save(loaded, second);

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        var summary = WeightSummary.Of(second);
        Assert.Equal(new WeightProvenance("made by a test", "none at all"), summary.Provenance);
        Assert.Equal(string.Join(",", FaceTasks.Base), summary.Metadata["faceptor.tasks"]);
        Assert.Contains(
            "\"expression/raf-db\":[\"neutral\",\"happy\",\"sad\"",
            summary.Metadata["faceptor.labels"],
            StringComparison.Ordinal);
        Assert.Equal("1", summary.Metadata["faceptor.format"]);
    }

    [Fact]
    public void Files_of_early_versions_load_and_files_of_other_labels_do_not()
    {
        using var scope = NewDisposeScope();
        var (early, other) = (_folder.File("early.safetensors"), _folder.File("other.safetensors"));
        using var model = MinuteModel.Create();
        var metadata = new Dictionary<string, string>
        {
            ["faceptor.format"] = "1",
            ["faceptor.options"] = FaceptorOptionsJson.Write(model.Options)
                .Replace("\"scratchInitialization\"", "\"spectralInitialization\"", StringComparison.Ordinal),
        };
        TorchFiles.WriteSafeTensors(early, model.state_dict(), metadata);
        metadata["faceptor.labels"] =
            """{"expression/raf-db":["happy","neutral","sad","surprise","fear","disgust","anger"]}""";
        TorchFiles.WriteSafeTensors(other, model.state_dict(), metadata);

        using var loaded = FaceptorWeights.Load(early).Model;
        var error = Assert.Throws<Faceptor.CheckpointException>(() => FaceptorWeights.Load(other));
        using var lenient = FaceptorWeights.Load(other, new WeightLoadOptions { IsLenient = true }).Model;

        Assert.Contains("spectralInitialization", metadata["faceptor.options"], StringComparison.Ordinal);
        Assert.Equal(FaceptorOptionsJson.Write(model.Options), FaceptorOptionsJson.Write(loaded.Options));
        Assert.Equal(LearnedFrom.Unknown, loaded.Provenance!.LearnedFrom);
        Assert.Contains("first difference 'happy' for 'neutral'", error.Message, StringComparison.Ordinal);
    }
}
