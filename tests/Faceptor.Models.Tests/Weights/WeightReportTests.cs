using Faceptor.Models.Weights;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>What is said, and done, about a released file that has been tampered with.</summary>
public sealed class WeightReportTests : IDisposable
{
    private const string Heads = "module.heads_module.interpreters.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_kind_of_misfit_is_named_and_nothing_is_loaded()
    {
        using var scope = NewDisposeScope();
        var path = Tamper(tensors =>
        {
            tensors.Remove(Heads + "value.fc.bias");
            tensors["module.surprise"] = zeros(1);
            tensors["module.heads_module.decoder.query_feat.pose_300wlp.weight"] = zeros(3, 32);
            tensors[Heads + "map_v2.mask_embed.layers.2.bias"] = zeros(31);
        });
        using var model = FaceptorModelFactory.Create(OfficialModel.Options, seed: 2);
        var before = model.Module.state_dict()["encoder.class_token"].clone();

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.LoadInto(model, path));

        Assert.Contains("1 missing: value_head.linear.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 unexpected: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("module.surprise", error.Message, StringComparison.Ordinal);
        Assert.Contains("query_feat.pose_300wlp.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "1 of another shape: map_head.linear3.bias [31] for [32]", error.Message, StringComparison.Ordinal);
        TensorAssert.Close(before, model.Module.state_dict()["encoder.class_token"], 0);
    }

    [Fact]
    public void Lenient_loading_takes_what_fits_and_reports_the_rest()
    {
        using var scope = NewDisposeScope();
        var path = Tamper(tensors =>
        {
            tensors.Remove(Heads + "value.fc.bias");
            tensors["module.surprise"] = zeros(1);
        });

        using var loaded = FaceptorWeights.Load(path, GoldenOutputs.Reduced with { IsLenient = true });

        Assert.False(loaded.Report.Fits);
        Assert.Equal(["value_head.linear.bias"], loaded.Report.Missing);
        Assert.Equal(["module.surprise"], loaded.Report.Unexpected);
        using var golden = SafeTensors.Open(RepositoryPaths.Golden("official_stage1.safetensors"));
        TensorAssert.Close(
            golden.Read(Heads + "value.fc.weight"), loaded.Model.Module.state_dict()["value_head.linear.weight"], 0);
        Assert.Contains("does not fit: 1 missing: value_head.linear.bias", loaded.Report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_names_of_a_kind_are_listed()
    {
        using var scope = NewDisposeScope();
        var path = Tamper(tensors =>
        {
            foreach (var index in Enumerable.Range(0, 12))
            {
                tensors[$"module.extra{index:D2}"] = zeros(1);
            }
        });

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, GoldenOutputs.Reduced));

        Assert.Contains("12 unexpected: module.extra00", error.Message, StringComparison.Ordinal);
        Assert.Contains("module.extra09, …", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("module.extra10", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("module.backbone_module.visual.class_embedding", "there is no tensor for 'encoder.class_token'")]
    [InlineData("module.backbone_module.visual.transformer.resblocks.3", "do not run from 0 without a gap")]
    public void A_file_without_what_tells_its_sizes_is_refused(string prefix, string part)
    {
        using var scope = NewDisposeScope();
        var path = Tamper(tensors =>
        {
            foreach (var name in tensors.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            {
                tensors.Remove(name);
            }
        });

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, GoldenOutputs.Reduced));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_cannot_ask_for_a_huge_model()
    {
        using var scope = NewDisposeScope();
        var path = Tamper(tensors => tensors["module.backbone_module.visual.class_embedding"] = zeros(64_000));

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, GoldenOutputs.Reduced));

        Assert.Contains("in_proj_weight' is [144, 48]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_fewer_tasks_gives_a_model_of_fewer_tasks()
    {
        using var scope = NewDisposeScope();
        var path = Tamper(tensors =>
        {
            foreach (var name in tensors.Keys.Where(name =>
                name.Contains("query_", StringComparison.Ordinal)
                    && !name.Contains("age_morph2", StringComparison.Ordinal)
                || name.Contains("map_v2", StringComparison.Ordinal)
                || name.Contains("feature_v2", StringComparison.Ordinal)).ToArray())
            {
                tensors.Remove(name);
            }
        });

        using var loaded = FaceptorWeights.Load(path, GoldenOutputs.Reduced);

        Assert.Equal([Faceptor.FaceTasks.AgeMorph2], loaded.Model.Tasks);
        Assert.Contains("map_head.linear1.weight", loaded.Report.Untouched);
        Assert.Contains("identity_head.linear2.weight", loaded.Report.Untouched);
        Assert.Equal(1, GoldenOutputs.Compare(
            loaded.Model, "inputs.safetensors", "outputs_stage1.safetensors", loaded.Model.Tasks));
    }

    private string Tamper(Action<SortedDictionary<string, Tensor>> change)
    {
        var path = _folder.File("tampered.safetensors");
        using var file = SafeTensors.Open(RepositoryPaths.Golden("official_stage1.safetensors"));
        var tensors = new SortedDictionary<string, Tensor>(
            file.Names.ToDictionary(name => name, file.Read), StringComparer.Ordinal);
        change(tensors);
        TorchFiles.WriteSafeTensors(path, tensors);
        return path;
    }
}
