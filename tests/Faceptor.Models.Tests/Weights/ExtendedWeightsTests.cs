using Faceptor.Core.Batches;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Models that gain tasks, and custom tasks in weight files.</summary>
[Collection(TorchGeneratorCollection.Name)]
public sealed class ExtendedWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static FaceTask Helmets { get; } =
        new("attributes/helmets", TaskFamily.Attributes, "Helmets", ["helmet", "visor up"]);

    private static FaceTask Three { get; } = new(
        "landmarks/three", TaskFamily.Landmarks, "Three", ["left", "right", "nose"])
    {
        Landmarks = LandmarkSchema.Of("three", ["left", "right", "nose"], [1, 0, 2], [new("eyes", [0], [1])]),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Known_parts_are_loaded_and_new_queries_are_random_by_the_seed()
    {
        var path = Save(MinuteModel.Create());
        using var before = FaceptorWeights.Load(path).Model;

        using var first = FaceptorWeights.Load(
            path, new WeightLoadOptions { NewTasks = [FaceTasks.AgeMorph2, FaceTasks.ParsingLaPa, Helmets], Seed = 5 });
        using var same = FaceptorWeights.Load(
            path, new WeightLoadOptions { NewTasks = [FaceTasks.ParsingLaPa, Helmets], Seed = 5 });
        using var other = FaceptorWeights.Load(
            path, new WeightLoadOptions { NewTasks = [FaceTasks.ParsingLaPa, Helmets], Seed = 6 });

        Assert.Equal([.. FaceTasks.Base, FaceTasks.ParsingLaPa, Helmets], first.Model.Tasks);
        var state = first.Model.Module.state_dict();
        Assert.All(before.Module.state_dict(), entry => TensorAssert.Same(entry.Value, state[entry.Key], entry.Key));
        string[] added = [.. state.Keys.Except(before.Module.state_dict().Keys).Order()];
        Assert.Equal(
            [
                "decoder.queries.attributes/helmets.embeddings", "decoder.queries.attributes/helmets.tokens",
                "decoder.queries.parsing/lapa.embeddings", "decoder.queries.parsing/lapa.tokens",
            ],
            added);
        Assert.Equal(added, first.Report.Untouched.Order());
        Assert.All(added, name =>
        {
            TensorAssert.Same(state[name], same.Model.Module.state_dict()[name], name);
            Assert.False(state[name].bytes.SequenceEqual(other.Model.Module.state_dict()[name].bytes), name);
        });
    }

    [Fact]
    public void Old_tasks_answer_as_before()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var path = Save(MinuteModel.Create());
        using var before = FaceptorWeights.Load(path).Model;
        using var extended = FaceptorWeights.Load(
            path, new WeightLoadOptions { NewTasks = [FaceTasks.LandmarksAflw19], Seed = 1 });
        var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [.. FaceTasks.Base.Select(task => new TaskRange(task, 0, 2))];

        foreach (var (expected, actual) in before.Forward(images, ranges).Zip(extended.Model.Forward(images, ranges)))
        {
            TensorAssert.Same(expected.Values, actual.Values, expected.Task.Id);
        }
    }

    [Fact]
    public void A_Naive_Faceptor_gains_output_layers_and_whole_subnets()
    {
        var options = MinuteNaiveModel.Options with { Tasks = [FaceTasks.AgeMorph2] };
        var path = Save(FaceptorModelFactory.Create(options, seed: 1));

        using var extended = FaceptorWeights.Load(
            path, new WeightLoadOptions { NewTasks = [FaceTasks.AgeUtkFace, FaceTasks.ParsingLaPa], Seed = 1 });

        Assert.All(
            extended.Report.Untouched,
            name => Assert.Matches("^(age_head[.]outputs[.]age/utkface|parsing_head)[.]", name));
        Assert.Contains(extended.Report.Untouched, name => name.StartsWith("parsing_head.", StringComparison.Ordinal));
        Assert.Contains("age_head.outputs.age/morph2.weight", extended.Report.Used);
    }

    [Fact]
    public void A_released_checkpoint_can_be_extended()
    {
        using var extended = FaceptorWeights.Load(
            RepositoryPaths.Golden("official_stage1.pth.tar"),
            new WeightLoadOptions { EncoderHeads = 4, DecoderHeads = 4, NewTasks = [Helmets], Seed = 1 });

        Assert.Equal(Helmets, extended.Model.Tasks[^1]);
        Assert.All(
            extended.Report.Untouched,
            name => Assert.Contains("attributes/helmets", name, StringComparison.Ordinal));
    }

    [Fact]
    public void FaRL_alone_cannot_be_extended()
    {
        var error = Assert.Throws<CheckpointException>(
            () => FaceptorWeights.Load(
                RepositoryPaths.Golden("farl_style.pth"), new WeightLoadOptions { NewTasks = [Helmets], Seed = 1 }));

        Assert.Contains("an encoder without decoders and heads", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Own_tasks_are_saved_with_the_weights_and_load_without_further_help()
    {
        var path = Save(FaceptorModelFactory.Create(
            MinuteModel.Options with { Tasks = [FaceTasks.AgeMorph2, Helmets, Three] }, seed: 1));

        using var model = FaceptorWeights.Load(path).Model;

        Assert.Equal([FaceTasks.AgeMorph2, Helmets, Three], model.Tasks);
        Assert.Equal((TaskFamily.Attributes, "Helmets"), (model.Tasks[1].Family, model.Tasks[1].DatasetName));
        Assert.Equal(Helmets.Labels, model.Tasks[1].Labels);
        Assert.Equal([1, 0, 2], model.Tasks[2].Landmarks!.MirrorPermutation);
        Assert.Equal("eyes", Assert.Single(model.Tasks[2].Landmarks!.Normalizers).Name);
    }

    [Fact]
    public void An_own_task_with_other_labels_is_refused_by_name()
    {
        var path = Save(FaceptorModelFactory.Create(MinuteModel.Options with { Tasks = [Helmets] }, seed: 1));
        var swapped = new FaceTask(Helmets.Id, TaskFamily.Attributes, "Helmets", ["visor up", "helmet"]);
        using var model = FaceptorModelFactory.Create(MinuteModel.Options with { Tasks = [swapped] }, seed: 1);

        var extending = Assert.Throws<CheckpointException>(
            () => FaceptorWeights.Load(path, new WeightLoadOptions { NewTasks = [swapped], Seed = 1 }));
        var loading = Assert.Throws<CheckpointException>(() => FaceptorWeights.LoadInto(model, path));

        Assert.All(
            [extending, loading],
            error => Assert.Contains(
                "first difference 'helmet' for 'visor up'", error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"id":"age/morph2","family":"Age","name":"x","labels":["a"]}""", "cannot be defined otherwise")]
    [InlineData("""{"id":"attributes/x","family":"Attributes","name":"x","labels":[]}""", "has 0 labels")]
    [InlineData("""{"id":"attributes/x","family":"Attributes","name":"x","labels":[null]}""", "1 to 100 letters each")]
    [InlineData("""{"id":"attributes/x","family":"Attributes","name":"x","labels":null}""", "labels")]
    [InlineData("""{"id":"attributes/x","family":"Attributes","name":"x"}""", "labels")]
    [InlineData("""{"id":null,"family":"Attributes","name":"x","labels":["a"]}""", "id")]
    [InlineData("""{"id":"attributes/x","family":77,"name":"x","labels":["a"]}""", "family")]
    [InlineData("""{"id":"a.x/y","family":"Attributes","name":"x","labels":["a"]}""", "the form family/dataset")]
    [InlineData("""{"id":"attributes/x","family":"Attributes","name":"x","labels":["a"],"more":1}""", "more")]
    [InlineData("""{"id":"a/x","family":"Landmarks","name":"x","labels":["a"],"mirror":[7]}""", "mirror must hold 1")]
    [InlineData("""{"id":"a/x","family":"Landmarks","name":"x","labels":["a"],"normalizers":[null]}""", "normaliser")]
    [InlineData("7", "cannot be read")]
    [InlineData("null", "cannot be read")]
    public void A_definition_that_cannot_work_is_refused(string definition, string complaint)
    {
        Assert.Contains(complaint, Refuse(definition).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Definitions_are_limited()
    {
        var labels = string.Join(",", Enumerable.Range(0, FaceTask.MaxLabels + 1).Select(index => $"\"{index}\""));
        var name = new string('x', FaceTask.MaxNameLength + 1);

        Assert.Contains(
            "at most 1000 are possible",
            Refuse($$"""{"id":"attributes/x","family":"Attributes","name":"x","labels":[{{labels}}]}""").Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "1 to 100 letters each",
            Refuse($$"""{"id":"attributes/x","family":"Attributes","name":"x","labels":["{{name}}"]}""").Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "at most 100 in all",
            Refuse($$"""{"id":"a/{{name}}","family":"Attributes","name":"x","labels":["a"]}""").Message,
            StringComparison.Ordinal);
    }

    private CheckpointException Refuse(string definition)
    {
        using var model = FaceptorModelFactory.Create(
            MinuteModel.Options with { Tasks = [FaceTasks.AgeMorph2] }, seed: 1);
        var path = _folder.File("hostile.safetensors");
        TorchFiles.WriteSafeTensors(path, model.Module.state_dict(), new Dictionary<string, string>
        {
            ["faceptor.format"] = "1",
            ["faceptor.options"] = FaceptorOptionsJson.Write(model.Options)
                .Replace("\"age/morph2\"", definition, StringComparison.Ordinal),
        });
        return Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path));
    }

    private string Save(IFaceModel model)
    {
        using (model)
        {
            FaceptorWeights.Save(model, _folder.File("weights.safetensors"));
        }

        return _folder.File("weights.safetensors");
    }
}
