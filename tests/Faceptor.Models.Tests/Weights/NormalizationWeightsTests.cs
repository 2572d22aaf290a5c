using System.Text.Json.Nodes;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Weight files say how images are normalised, and nothing mixes two answers.</summary>
public sealed class NormalizationWeightsTests : IDisposable
{
    private static readonly ChannelNormalization Other = new() { Mean = [0.1, 0.2, 0.3], Std = [1, 1, 1] };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("official_stage1.pth.tar")]
    [InlineData("official_stage1.safetensors")]
    [InlineData("official_stage2.pth.tar")]
    [InlineData("official_naive.pth.tar")]
    public void Released_files_get_the_released_one(string name)
    {
        var path = RepositoryPaths.Golden(name);

        Assert.Equal(InputNormalization.Released, WeightSummary.Of(path).Normalization);
        var summary = WeightSummary.Of(path, GoldenOutputs.Reduced);
        Assert.Equal(InputNormalization.Released, summary.Options!.Normalization);
        Assert.Null(summary.SaysNormalization);
    }

    [Fact]
    public void FaRL_does_not_say_and_a_model_that_starts_from_it_gets_the_released_one()
    {
        var path = RepositoryPaths.Golden("farl_style.pth");

        Assert.Null(WeightSummary.Of(path).Normalization);
        using var loaded = FaceptorWeights.Load(path, GoldenOutputs.Reduced with { AllowsEncoderOnly = true });
        Assert.Equal(InputNormalization.Released, loaded.Model.Options.Normalization);
    }

    [Fact]
    public void Own_files_carry_it()
    {
        var path = Save(InputNormalization.Released with { Attributes = Other });

        using var loaded = FaceptorWeights.Load(path).Model;

        Assert.Equal(Other, loaded.Options.Normalization.Attributes);
        Assert.Equal(loaded.Options.Normalization, WeightSummary.Of(path).Normalization);
        Assert.True(WeightSummary.Of(path).SaysNormalization);
    }

    [Fact]
    public void Files_from_before_it_was_recorded_keep_what_they_were_scored_with()
    {
        var path = SaveOld();

        using var loaded = FaceptorWeights.Load(path).Model;
        using var extended = FaceptorWeights.Load(
            path, new WeightLoadOptions { NewTasks = [FaceTasks.AgeUtkFace], Seed = 1 });
        var again = _folder.File("again.safetensors");
        FaceptorWeights.Save(loaded, again);

        Assert.Equal(InputNormalization.BeforeItWasRecorded, loaded.Options.Normalization);
        Assert.Equal(InputNormalization.BeforeItWasRecorded, extended.Model.Options.Normalization);
        Assert.False(WeightSummary.Of(path).SaysNormalization);
        Assert.Equal(InputNormalization.BeforeItWasRecorded, WeightSummary.Of(again).Options!.Normalization);
        Assert.True(WeightSummary.Of(again).SaysNormalization);
    }

    [Fact]
    public void LoadInto_refuses_weights_that_learned_from_other_images()
    {
        using var scope = NewDisposeScope();
        var path = SaveOld();
        using var model = FaceptorModelFactory.CreateFaceptor(MinuteModel.Options, seed: 99);
        var before = model.state_dict()["encoder.patch_embedding.weight"].clone();

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.LoadInto(model, path));

        Assert.Contains("learned age from images with CLIP's mean", error.Message, StringComparison.Ordinal);
        Assert.Contains("the model normalises with mean [0.5, 0.5, 0.5]", error.Message, StringComparison.Ordinal);
        TensorAssert.Same(before, model.state_dict()["encoder.patch_embedding.weight"]);
        FaceptorWeights.LoadInto(model, path, new WeightLoadOptions { IsLenient = true });
    }

    [Fact]
    public void LoadInto_takes_weights_whose_difference_no_task_of_the_model_sees()
    {
        using var model = MinuteModel.Create();
        var path = _folder.File("dense.safetensors");
        FaceTask[] tasks = [FaceTasks.Landmarks300W];
        using var dense = FaceptorModelFactory.Create(
            MinuteModel.Options with { Tasks = tasks, Normalization = InputNormalization.BeforeItWasRecorded }, seed: 1);
        using var target = FaceptorModelFactory.Create(MinuteModel.Options with { Tasks = tasks }, seed: 2);
        FaceptorWeights.Save(dense, path);

        var report = FaceptorWeights.LoadInto(target, path);

        Assert.True(report.Fits);
    }

    [Fact]
    public void A_model_of_other_images_is_not_written_as_a_released_file()
    {
        using var model = FaceptorWeights.Load(SaveOld()).Model;
        var path = _folder.File("released.pth");

        var error = Assert.Throws<CheckpointException>(() => OfficialCheckpointWriter.Write(model, path));

        Assert.Contains("the authors' code feeds age with mean [0.5", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("save it as safetensors.", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private string Save(InputNormalization normalization)
    {
        var path = _folder.File("own.safetensors");
        using var model = FaceptorModelFactory.Create(
            MinuteModel.Options with { Normalization = normalization }, seed: 1);
        FaceptorWeights.Save(model, path);
        return path;
    }

    // As the version before wrote it: without the entry.
    private string SaveOld()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("old.safetensors");
        using var model = FaceptorModelFactory.Create(MinuteModel.Options, seed: 1);
        var options = JsonNode.Parse(FaceptorOptionsJson.Write(model.Options))!.AsObject();
        Assert.True(options.Remove("normalization"));
        TorchFiles.WriteSafeTensors(path, model.Module.state_dict(), new Dictionary<string, string>
        {
            ["faceptor.format"] = "1",
            ["faceptor.options"] = options.ToJsonString(),
        });
        return path;
    }
}
