using Faceptor.Core.Encoders;
using Faceptor.Core.Layers;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Every known source, recognised by content, against the outputs of the authors' code.</summary>
public sealed class KnownSourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("official_stage1.pth.tar", WeightSource.Released)]
    [InlineData("official_stage1.safetensors", WeightSource.Released)]
    [InlineData("official_stage2.pth.tar", WeightSource.ReleasedStage2)]
    [InlineData("official_naive.pth.tar", WeightSource.ReleasedNaive)]
    [InlineData("farl_style.pth", WeightSource.Farl)]
    [InlineData("dtype_zoo.pth", WeightSource.Unknown)]
    [InlineData("imaging.safetensors", WeightSource.Unknown)]
    public void Files_are_recognised_by_content_under_any_name(string name, WeightSource source)
    {
        var renamed = _folder.File("file.bin");
        File.Copy(RepositoryPaths.Golden(name), renamed);

        using var file = WeightFile.Open(renamed);

        Assert.Equal(source, file.Source);
    }

    [Theory]
    [InlineData("official_stage1.pth.tar")]
    [InlineData("official_stage1.safetensors")]
    public void Stage_1_loads_without_options_and_agrees(string name)
    {
        using var loaded = FaceptorWeights.Load(RepositoryPaths.Golden(name), GoldenOutputs.Reduced);

        Assert.Equal(
            FaceptorOptionsJson.Write(Trained(OfficialModel.Options)),
            FaceptorOptionsJson.Write(loaded.Model.Options));
        Assert.False(loaded.Model.Module.training);
        Assert.Equal(13, GoldenOutputs.Compare(
            loaded.Model, "inputs.safetensors", "outputs_stage1.safetensors", FaceTasks.Full));
    }

    [Fact]
    public void A_released_file_gives_a_Faceptor()
    {
        using var loaded = FaceptorWeights.Load(
            RepositoryPaths.Golden("official_stage1.pth.tar"), GoldenOutputs.Reduced);
        var model = loaded.Model;

        Assert.IsType<FaceptorModel>(model);
        Assert.Equal(1, GoldenOutputs.Compare(
            model, "inputs.safetensors", "outputs_stage1.safetensors", FaceTasks.AgeMorph2));
    }

    [Fact]
    public void The_report_of_stage_1_names_what_is_left_out_and_why()
    {
        using var loaded = FaceptorWeights.Load(
            RepositoryPaths.Golden("official_stage1.pth.tar"), GoldenOutputs.Reduced);
        var report = loaded.Report;

        Assert.True(report.Fits);
        Assert.Equal(loaded.Model.Module.state_dict().Keys.Order(), report.Used.Order());
        Assert.Empty(report.Untouched);
        Assert.Equal(
            [
                ("module.heads_module.interpreters.map_v2.mask_map.1.ln.bias", "the same norm, registered twice"),
                ("module.heads_module.interpreters.map_v2.mask_map.1.ln.weight", "the same norm, registered twice"),
                ("module.losses_module.losses.recog_ms1mv3.classifier",
                    "the identity classifier, which belongs to training"),
                ("optimizer", "not weights"),
            ],
            report.Ignored.Select(entry => (entry.Name, entry.Reason)).Order());
    }

    [Fact]
    public void Naive_Faceptor_loads_without_options_and_agrees()
    {
        using var loaded = FaceptorWeights.Load(
            RepositoryPaths.Golden("official_naive.pth.tar"), GoldenOutputs.Reduced);

        Assert.Equal(
            FaceptorOptionsJson.Write(Trained(OfficialNaiveModel.Options)),
            FaceptorOptionsJson.Write(loaded.Model.Options));
        Assert.Equal(7, GoldenOutputs.Compare(
            loaded.Model, "naive_inputs.safetensors", "naive_outputs.safetensors", FaceTasks.Base));
    }

    [Fact]
    public void Stage_2_loads_for_the_task_that_the_caller_names_and_agrees()
    {
        using var loaded = FaceptorWeights.Load(
            RepositoryPaths.Golden("official_stage2.pth.tar"),
            GoldenOutputs.Reduced with { LayerAttentionTask = FaceTasks.ParsingLaPa });

        Assert.Equal([FaceTasks.ParsingLaPa], ((FaceptorModel)loaded.Model).LayerAttentionTasks);
        Assert.Equal(1, GoldenOutputs.Compare(
            loaded.Model, "inputs.safetensors", "outputs_stage2.safetensors", FaceTasks.ParsingLaPa));
    }

    [Fact]
    public void Stage_2_of_an_unnamed_task_loads_as_stage_1_and_says_so()
    {
        using var loaded = FaceptorWeights.Load(
            RepositoryPaths.Golden("official_stage2.pth.tar"), GoldenOutputs.Reduced);

        Assert.Equal(WeightSource.ReleasedStage2, loaded.Source);
        Assert.Empty(loaded.Model.Options.LayerAttention);
        Assert.Equal(11, loaded.Report.Ignored.Count(entry => entry.Reason.StartsWith(
            "Layer-Attention of one task", StringComparison.Ordinal)));
    }

    [Fact]
    public void FaRL_fills_the_encoder_of_a_fresh_model_and_agrees()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var golden = SafeTensors.Open(RepositoryPaths.Golden("outputs_farl.safetensors"));
        using var inputs = SafeTensors.Open(RepositoryPaths.Golden("inputs.safetensors"));
        using var model = FaceptorModelFactory.CreateFaceptor(OfficialModel.Options, seed: 5);
        var decoder = model.state_dict()["decoder.input_projection.weight"].clone();

        var report = FaceptorWeights.LoadInto(model, RepositoryPaths.Golden("farl_style.pth"));

        foreach (var kind in new[] { "attribute", "dense" })
        {
            var blocks = model.Encode(inputs.Read($"images.{kind}"), 2, 12);
            foreach (var (block, tokens) in new[] { 2, 12 }.Zip(blocks))
            {
                var expected = golden.Read($"encoder.{kind}.layer{block}");
                TensorAssert.Close(expected, tokens.transpose(1, 2).view(expected.shape), 1e-5, $"{kind} {block}");
            }
        }

        var positions = model.state_dict()["encoder.positions.weight"];
        TensorAssert.Close(golden.Read("positional_embedding.32x32"), positions, 1e-5);
        TensorAssert.Close(
            golden.Read("positional_embedding.7x7"), PositionEmbedding.ResizeTable(positions, 7), 1e-5);
        TensorAssert.Close(decoder, model.state_dict()["decoder.input_projection.weight"], 0);
        Assert.All(report.Used, name => Assert.StartsWith("encoder.", name, StringComparison.Ordinal));
        Assert.All(report.Untouched, name => Assert.False(name.StartsWith("encoder.", StringComparison.Ordinal), name));
        Assert.Contains(new IgnoredWeight("token_embedding.weight", "the text tower"), report.Ignored);
        Assert.Contains("FaRL", model.Provenance!.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void FaRL_alone_makes_a_Faceptor_Base_that_is_no_answer()
    {
        var path = RepositoryPaths.Golden("farl_style.pth");
        using var loaded = FaceptorWeights.Load(
            path, new WeightLoadOptions { EncoderHeads = 4, AllowsEncoderOnly = true });

        Assert.Equal(FaceTasks.Base, loaded.Model.Tasks);
        Assert.Equal(32, loaded.Model.Options.PositionGridSide);
        Assert.Equal(512, loaded.Model.Options.DenseInputSidePx);
        Assert.Contains(
            "an encoder without decoders and heads",
            Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Heads_that_shapes_do_not_tell_are_asked_for()
    {
        var error = Assert.Throws<CheckpointException>(
            () => FaceptorWeights.Load(RepositoryPaths.Golden("official_stage1.pth.tar")));

        Assert.Contains("48 numbers a token does not divide into heads of 64", error.Message, StringComparison.Ordinal);
        Assert.Contains("EncoderHeads (--heads)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dtype_zoo.pth", "has no names of a released Faceptor")]
    [InlineData("imaging.safetensors", "has no names of a released Faceptor")]
    [InlineData("picture.png", "got an image")]
    [InlineData("hostile_zip.pth", "")]
    [InlineData("hostile_raw.pth", "")]
    [InlineData("nowhere.pth", "cannot be read")]
    public void Foreign_files_are_refused(string name, string part)
    {
        var path = RepositoryPaths.Golden(name);

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void A_checkpoint_cut_off_is_refused(double rest)
    {
        var path = _folder.File("cut.pth.tar");
        var bytes = File.ReadAllBytes(RepositoryPaths.Golden("official_stage1.pth.tar"));
        File.WriteAllBytes(path, bytes[..(int)(rest * bytes.Length)]);

        Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, GoldenOutputs.Reduced));
    }

    [Fact]
    public void A_stage_1_file_is_no_stage_2_file()
    {
        var path = RepositoryPaths.Golden("official_stage1.pth.tar");
        var options = GoldenOutputs.Reduced with { LayerAttentionTask = FaceTasks.AgeMorph2 };

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, options));

        Assert.Contains("expected a stage-2 checkpoint for age/morph2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_can_be_watched_and_stopped()
    {
        var path = RepositoryPaths.Golden("official_stage1.pth.tar");
        using var stop = new CancellationTokenSource();
        var last = default(WorkProgress);
        var watch = new Watch(progress =>
        {
            last = progress;
            if (progress.Done == 5)
            {
                stop.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => FaceptorWeights.Load(
            path, GoldenOutputs.Reduced, watch, stop.Token));

        Assert.Equal(5, last.Done);
        Assert.True(last.Total > 300, $"{last.Total} tensors");
    }

    private sealed class Watch(Action<WorkProgress> report) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => report(value);
    }

    // The models of these tests are made without stochastic depth; files tell nothing of it and get the released one.
    private static FaceptorOptions Trained(FaceptorOptions options) =>
        options with { DropPathRate = 0.2, DropPathMode = DropPathMode.TokenPositions };
}
