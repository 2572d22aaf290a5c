using Faceptor.Models.Weights;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Several released stage-2 files brought to one stage-1 model.</summary>
public sealed class LayerAttentionImporterTests : IDisposable
{
    private static readonly string Stage2 = RepositoryPaths.Golden("official_stage2.pth.tar");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_files_give_two_tasks_Layer_Attention_in_one_file_with_the_same_outputs()
    {
        var path = _folder.File("both.safetensors");
        FaceTask[] tasks = [FaceTasks.AgeUtkFace, FaceTasks.ParsingCelebAMaskHq];
        using var model = (FaceptorModel)FaceptorWeights.Load(Stage2, GoldenOutputs.Reduced).Model;

        foreach (var task in tasks)
        {
            var report = LayerAttentionImporter.Import(model, task, Stage2);
            Assert.True(report.Fits);
            Assert.Equal(11, report.Used.Length);
        }

        FaceptorWeights.Save(model, path);
        using var loaded = (FaceptorModel)FaceptorWeights.Load(path).Model;
        Assert.Equal(tasks, loaded.LayerAttentionTasks);
        Assert.Equal(2, GoldenOutputs.Compare(loaded, "inputs.safetensors", "outputs_stage2.safetensors", tasks));
        Assert.Contains("Layer-Attention of age/utkface from official_stage2", loaded.Provenance!.Origin, StringComparison.Ordinal);
        TensorsEqual(model, loaded);
    }

    [Fact]
    public void A_file_of_another_stage_1_is_refused_and_the_model_stays_as_it_was()
    {
        using var model = OfficialModel.Load();
        var before = FaceptorOptionsJson.Write(model.Options);

        var error = Assert.Throws<CheckpointException>(
            () => LayerAttentionImporter.Import(model, FaceTasks.AgeMorph2, Stage2));

        Assert.Contains("different from the model's: encoder.", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, FaceptorOptionsJson.Write(model.Options));
        Assert.Empty(model.LayerAttentionTasks);
    }

    [Fact]
    public void Lenient_takes_it_and_names_what_differs()
    {
        using var model = OfficialModel.Load();

        var report = LayerAttentionImporter.Import(model, FaceTasks.AgeMorph2, Stage2, isLenient: true);

        Assert.Equal([FaceTasks.AgeMorph2], model.LayerAttentionTasks);
        Assert.Contains("encoder.class_token", report.Different);
        Assert.DoesNotContain("map_head.linear1.weight", report.Different); // no answer of an age task passes it
    }

    [Fact]
    public void A_model_of_another_size_is_refused_by_name()
    {
        using var model = FaceptorModelFactory.CreateFaceptor(
            OfficialModel.Options with { DecoderDim = 16, DecoderHeads = 4 });

        var error = Assert.Throws<CheckpointException>(
            () => LayerAttentionImporter.Import(model, FaceTasks.AgeMorph2, Stage2, isLenient: true));

        Assert.Contains(
            "decoder.layer_attention.age/morph2.level_embeddings [5, 32] for [5, 16]",
            error.Message,
            StringComparison.Ordinal);
        Assert.Empty(model.LayerAttentionTasks);
    }

    [Fact]
    public void Tasks_that_cannot_hold_it_and_files_that_have_none_are_refused()
    {
        using var model = (FaceptorModel)FaceptorWeights.Load(Stage2, GoldenOutputs.Reduced).Model;
        LayerAttentionImporter.Import(model, FaceTasks.AgeMorph2, Stage2);

        Assert.Throws<OptionsException>(
            () => LayerAttentionImporter.Import(model, FaceTasks.AgeMorph2, Stage2));
        Assert.Throws<OptionsException>(
            () => LayerAttentionImporter.Import(model, FaceTasks.IdentityMs1mV3, Stage2));
        Assert.Contains(
            "expected a stage-2 checkpoint",
            Assert.Throws<CheckpointException>(() => LayerAttentionImporter.Import(
                model, FaceTasks.AgeUtkFace, RepositoryPaths.Golden("official_stage1.pth.tar"))).Message,
            StringComparison.Ordinal);
    }

    private static void TensorsEqual(FaceptorModel expected, FaceptorModel actual)
    {
        var own = actual.state_dict();
        Assert.Equal(expected.state_dict().Keys.Order(), own.Keys.Order());
        Assert.All(expected.state_dict(), pair => TensorAssert.Same(pair.Value, own[pair.Key], pair.Key));
    }
}
