using Faceptor.Models.Weights;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>The released and FaRL's weights under the names and in the places that other programs save them.</summary>
public sealed class NetworkNamesTests : IDisposable
{
    private const string Stage1 = "official_stage1.pth.tar";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Where the tensors are, and what stands before their names; then what is said of it.
    [Theory]
    [InlineData("state_dict", "module.", null)]
    [InlineData("", "module.", null)]
    [InlineData("state_dict", "", "in 'state_dict', without a prefix")]
    [InlineData("state_dict", "_orig_mod.module.", "in 'state_dict', behind '_orig_mod.module.'")]
    [InlineData("model", "module.", "in 'model', behind 'module.'")]
    [InlineData("model_state_dict", "", "in 'model_state_dict', without a prefix")]
    [InlineData("net", "net.", "in 'net', behind 'net.'")]
    [InlineData("module", "", "in 'module', without a prefix")]
    [InlineData("ema", "module.", "in 'ema', behind 'module.'")]
    [InlineData("state_dict", "model._orig_mod.", "in 'state_dict', behind 'model._orig_mod.'")]
    [InlineData("checkpoint.state_dict", "module.module.", "in 'checkpoint.state_dict', behind 'module.module.'")]
    [InlineData("", "my.own-prefix_7.", "at the top, behind 'my.own-prefix_7.'")]
    public void Stage_1_is_found_and_says_what_was_taken_off(string container, string prefix, string? layout)
    {
        var path = Write(container, ReadStage1(name => prefix + name["module.".Length..]));

        var report = AssertSameAsReleased(path);

        Assert.Equal(layout is null, report.Layout.IsUsual);
        if (layout is not null)
        {
            Assert.Contains($"names found {layout}", report.Lines());
            Assert.Contains($"{layout}", $"{WeightSummary.Of(path).Layout}", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("backbone_module.", "backbone_module._orig_mod.", "_orig_mod")]
    [InlineData("heads_module.", "heads_module.module.", "module")]
    [InlineData("resblocks.0.", "resblocks.0._checkpoint_wrapped_module.", "_checkpoint_wrapped_module")]
    [InlineData("decoder.", "_fsdp_wrapped_module.decoder.", "_fsdp_wrapped_module")]
    public void Wrappers_inside_of_names_are_taken_off(string part, string wrapped, string wrapper)
    {
        var path = Write("state_dict", ReadStage1(name => name.Replace(part, wrapped, StringComparison.Ordinal)));

        var report = AssertSameAsReleased(path);

        Assert.Equal([wrapper], report.Layout.Wrappers);
    }

    [Fact]
    public void Mappings_nested_like_the_network_are_one_network()
    {
        var root = new Dictionary<string, object?> { ["optimizer"] = new Dictionary<string, object?>() };
        foreach (var (name, tensor) in ReadStage1(name => name["module.".Length..]))
        {
            var parts = name.Split('.');
            var level = root;
            foreach (var part in parts[..^1])
            {
                level.TryAdd(part, new Dictionary<string, object?>());
                level = (Dictionary<string, object?>)level[part]!;
            }

            level[parts[^1]] = tensor;
        }

        var path = _folder.File("nested.pth");
        TorchFiles.WritePyTorch(path, root);

        Assert.Contains(new IgnoredWeight("optimizer", "not weights"), AssertSameAsReleased(path).Ignored);
    }

    [Fact]
    public void Lightning_checkpoints_keep_the_rest_apart()
    {
        var state = ReadStage1(name => name.Replace("module.", "model.", StringComparison.Ordinal)
            .Replace("model.backbone_model.", "model.backbone_module.", StringComparison.Ordinal)
            .Replace("model.heads_model.", "model.heads_module.", StringComparison.Ordinal)
            .Replace("model.losses_model.", "model.losses_module.", StringComparison.Ordinal));
        state["metric.total"] = zeros(1);
        var path = _folder.File("lightning.ckpt");
        TorchFiles.WritePyTorch(path, new Dictionary<string, object?>
        {
            ["epoch"] = 3,
            ["pytorch-lightning_version"] = "2.4.0",
            ["state_dict"] = state,
            ["optimizer_states"] = new object?[] { new Dictionary<string, object?> { ["step"] = zeros(1) } },
        });

        var report = AssertSameAsReleased(path);

        Assert.Contains(new IgnoredWeight("metric.total", "not behind the network's 'model.'"), report.Ignored);
        Assert.Contains(new IgnoredWeight("optimizer_states", "not weights"), report.Ignored);
        using var file = WeightFile.Open(path);
        Assert.Equal("2.4.0", file.Metadata["pytorch-lightning_version"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("_orig_mod.module.")]
    public void Safetensors_follow_the_same_rule(string prefix)
    {
        var path = _folder.File("foreign.safetensors");
        TorchFiles.WriteSafeTensors(path, ReadStage1(name => prefix + name["module.".Length..]));

        Assert.Equal(prefix, AssertSameAsReleased(path).Layout.Prefix);
    }

    [Theory]
    [InlineData("official_stage2.pth.tar", WeightSource.ReleasedStage2)]
    [InlineData("official_naive.pth.tar", WeightSource.ReleasedNaive)]
    public void The_other_released_checkpoints_are_found_too(string name, WeightSource source)
    {
        var path = Write("model", Read(name, key => "_orig_mod." + key["module.".Length..]));
        using var expected = FaceptorWeights.Load(RepositoryPaths.Golden(name), GoldenOutputs.Reduced);

        using var actual = FaceptorWeights.Load(path, GoldenOutputs.Reduced);

        Assert.Equal(source, actual.Source);
        AssertSame(expected.Model, actual.Model);
    }

    [Theory]
    [InlineData("state_dict", "module.")]
    [InlineData("model", "clip.")]
    [InlineData("", "_orig_mod.")]
    public void FaRL_is_found_behind_any_prefix(string container, string prefix)
    {
        var path = Write(container, Read("farl_style.pth", name => prefix + name));
        using var expected = FaceptorModelFactory.Create(OfficialModel.Options);
        using var actual = FaceptorModelFactory.Create(OfficialModel.Options);

        FaceptorWeights.LoadInto(expected, RepositoryPaths.Golden("farl_style.pth"));
        var report = FaceptorWeights.LoadInto(actual, path);

        Assert.Equal(WeightSource.Farl, report.Source);
        Assert.Contains(new IgnoredWeight("token_embedding.weight", "the text tower"), report.Ignored);
        var (before, after) = (expected.Module.state_dict(), actual.Module.state_dict());
        Assert.Equal(before.Keys.Count(name => name.StartsWith("encoder.", StringComparison.Ordinal)), report.Used.Length);
        Assert.All(report.Used, name => TensorAssert.Same(before[name], after[name], name));
    }

    [Fact]
    public void The_encoder_alone_of_a_released_checkpoint_is_an_encoder()
    {
        var all = ReadStage1(name => name);
        var path = Write("state_dict", all.Where(pair => pair.Key.Contains("backbone", StringComparison.Ordinal)));

        using var file = WeightFile.Open(path);

        Assert.Equal(WeightSource.Farl, file.Source);
        Assert.Equal("module.backbone_module.", file.Layout.Prefix);
    }

    [Fact]
    public void Averages_are_left_alone_where_the_weights_themselves_are_there()
    {
        var path = _folder.File("ema.pth");
        var averages = ReadStage1(name => name).ToDictionary(pair => pair.Key, pair => zeros_like(pair.Value));
        TorchFiles.WritePyTorch(path, new Dictionary<string, object?>
        {
            ["model_ema"] = averages,
            ["model"] = ReadStage1(name => name),
        });

        Assert.Contains(new IgnoredWeight("model_ema", "not weights"), AssertSameAsReleased(path).Ignored);
    }

    [Fact]
    public void The_usual_place_goes_before_others()
    {
        var path = _folder.File("two.pth");
        TorchFiles.WritePyTorch(path, new Dictionary<string, object?>
        {
            ["best"] = ReadStage1(name => name).ToDictionary(pair => pair.Key, pair => zeros_like(pair.Value)),
            ["state_dict"] = ReadStage1(name => name),
        });

        AssertSameAsReleased(path);
    }

    [Fact]
    public void Two_networks_of_equal_right_are_refused_by_name()
    {
        var path = _folder.File("two.pth");
        var state = ReadStage1(name => name);
        TorchFiles.WritePyTorch(path, new Dictionary<string, object?> { ["student"] = state, ["teacher"] = state });

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, GoldenOutputs.Reduced));

        Assert.Contains(
            "a network 2 times, behind 'student.module.' and 'teacher.module.'",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tensors_that_would_have_one_name_are_refused_by_name()
    {
        var state = ReadStage1(name => name);
        state["module.backbone_module.module.visual.proj"] = zeros(1);

        var error = Assert.Throws<CheckpointException>(
            () => FaceptorWeights.Load(Write("state_dict", state), GoldenOutputs.Reduced));

        Assert.Contains("would both be 'backbone_module.visual.proj'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_no_prefix_explains_are_told_with_what_was_expected()
    {
        var path = Write("state_dict", ReadStage1(name => name.Replace("visual", "tower", StringComparison.Ordinal)
            .Replace("level_embed", "levels", StringComparison.Ordinal)));

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, GoldenOutputs.Reduced));

        Assert.Contains(
            "expected any prefix and 'visual.conv1.weight', got 'module.", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("look at it with: faceptor inspect.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_this_project_without_options_are_told()
    {
        using var model = MinuteModel.Create();
        var path = _folder.File("bare.safetensors");
        TorchFiles.WriteSafeTensors(path, model.state_dict());

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path));

        Assert.Contains("the names are those of Faceptor for .NET", error.Message, StringComparison.Ordinal);
    }

    private static WeightReport AssertSameAsReleased(string path)
    {
        using var expected = FaceptorWeights.Load(RepositoryPaths.Golden(Stage1), GoldenOutputs.Reduced);
        using var actual = FaceptorWeights.Load(path, GoldenOutputs.Reduced);
        Assert.Equal(WeightSource.Released, actual.Source);
        Assert.True(actual.Report.Fits);
        Assert.Equal(expected.Model.Tasks, (IEnumerable<FaceTask>)actual.Model.Tasks);
        AssertSame(expected.Model, actual.Model);
        return actual.Report;
    }

    private static void AssertSame(IFaceModel expected, IFaceModel actual)
    {
        var own = actual.Module.state_dict();
        Assert.All(expected.Module.state_dict(), pair => TensorAssert.Same(pair.Value, own[pair.Key], pair.Key));
    }

    private static Dictionary<string, Tensor> ReadStage1(Func<string, string> rename) => Read(Stage1, rename);

    private static Dictionary<string, Tensor> Read(string name, Func<string, string> rename)
    {
        using var file = PyTorchFile.Open(RepositoryPaths.Golden(name));
        return file.Tensors("state_dict").ToDictionary(pair => rename(pair.Key), pair => file.Read(pair.Value));
    }

    private string Write(string container, IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        var path = _folder.File("wrapped.pth");
        object root = state.ToDictionary();
        foreach (var key in container.Split('.', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            root = new Dictionary<string, object?> { [key] = root, ["step"] = 5 };
        }

        TorchFiles.WritePyTorch(path, root);
        return path;
    }
}
