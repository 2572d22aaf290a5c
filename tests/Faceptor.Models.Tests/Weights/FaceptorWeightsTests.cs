using Faceptor.Core.Batches;
using Faceptor.Core.Decoders;
using Faceptor.Core.Heads;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

public sealed class FaceptorWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faceptor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_saved_model_loads_without_options_and_predicts_the_same() => SavesAndLoads(MinuteModel.Create());

    [Fact]
    public void A_saved_Naive_Faceptor_loads_as_one_and_predicts_the_same()
    {
        var model = MinuteNaiveModel.Create();
        using (no_grad())
        {
            model.state_dict()["age_head.subnet.batch_norm.running_var"].fill_(3);
        }

        Assert.IsType<NaiveFaceptorModel>(SavesAndLoads(model));
    }

    [Fact]
    public void Weights_of_the_other_network_are_refused()
    {
        var path = Path.Combine(_folder, "weights.safetensors");
        using var model = MinuteModel.Create();
        using var naive = MinuteNaiveModel.Create();
        FaceptorWeights.Save(naive, path);

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.LoadInto(model, path));

        Assert.Contains("missing: decoder.", error.Message, StringComparison.Ordinal);
        Assert.Contains("unexpected: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layer_attention_and_variants_survive_saving_and_loading()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var path = Path.Combine(_folder, "weights.safetensors");
        using var model = FaceptorModelFactory.CreateFaceptor(MinuteModel.Options with
        {
            PositionEmbedding = MemoryPositions.Learned,
            AgeActivation = AgeActivation.Softmax,
        });
        var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [.. FaceTasks.Base.Select(task => new TaskRange(task, 0, 2))];
        model.AddLayerAttention(FaceTasks.AgeMorph2);
        model.AddLayerAttention(FaceTasks.ExpressionRafDb, LevelProjection.PerTask);
        model.AddLayerAttention(new LayerAttentionOptions { Task = FaceTasks.AttributesCelebA, Levels = [1] });
        model.SwitchLayerAttention(FaceTasks.ExpressionRafDb, isOn: false);
        foreach (var parameter in model.LayerAttentionTasks.SelectMany(model.LayerAttentionParameters))
        {
            parameter.normal_();
        }

        FaceptorWeights.Save(model, path);
        using var loaded = FaceptorWeights.Load(path).Model;

        Assert.Equal(FaceptorOptionsJson.Write(model.Options), FaceptorOptionsJson.Write(loaded.Options));
        Assert.Equal([true, false, true], loaded.Options.LayerAttention.Select(entry => entry.IsOn));
        foreach (var (expected, actual) in model.Forward(images, ranges).Zip(loaded.Forward(images, ranges)))
        {
            TensorAssert.Close(expected.Values, actual.Values, 0, expected.Task.Id);
            Assert.Equal(AgeActivation.Softmax, actual.AgeActivation);
        }
    }

    [Fact]
    public void Weights_of_another_size_are_refused_by_name_and_change_nothing()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "weights.safetensors");
        using var model = FaceptorModelFactory.Create(MinuteModel.Options with { EncoderDim = 32 });
        using var other = MinuteModel.Create();
        FaceptorWeights.Save(model, path);
        var before = other.state_dict()["encoder.class_token"].clone();

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.LoadInto(other, path));

        Assert.Contains("of another shape: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("encoder.class_token [32] for [16]", error.Message, StringComparison.Ordinal);
        TensorAssert.Close(before, other.state_dict()["encoder.class_token"], 0);
    }

    [Fact]
    public void Missing_and_unexpected_names_are_listed()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteModel.Create();
        var tensors = model.state_dict().ToDictionary();
        tensors.Remove("value_head.linear.bias");
        tensors["surplus"] = zeros(1);

        var error = Assert.Throws<CheckpointException>(() => StateDictLoader.Load(model, "file", tensors));

        Assert.Contains("1 missing: value_head.linear.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 unexpected: surplus", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_options_is_refused()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "plain.safetensors");
        TorchFiles.WriteSafeTensors(path, new Dictionary<string, Tensor> { ["a"] = zeros(1) });

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path));

        Assert.Contains("carries no model options", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_is_refused()
    {
        var path = Path.Combine(_folder, "cut.safetensors");
        using var model = MinuteModel.Create();
        FaceptorWeights.Save(model, path);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);

        Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path));
    }

    private IFaceModel SavesAndLoads(IFaceModel model)
    {
        using var owner = model;
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var path = Path.Combine(_folder, "weights.safetensors");
        var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [.. model.Tasks.Select(task => new TaskRange(task, 0, 2))];

        FaceptorWeights.Save(model, path);
        using var loaded = FaceptorWeights.Load(path).Model;

        foreach (var (expected, actual) in model.Forward(images, ranges).Zip(loaded.Forward(images, ranges)))
        {
            TensorAssert.Close(expected.Values, actual.Values, 0, expected.Task.Id);
        }

        return loaded;
    }
}
