using System.Text.Json.Nodes;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization.PyTorch;

namespace Faceptor.Cli.Tests;

[Collection(TorchCollection.Name)]
public sealed class ConvertInspectTests : IDisposable
{
    private static readonly string Stage1 = RepositoryPaths.Golden("official_stage1.pth.tar");
    private static readonly string Stage2 = RepositoryPaths.Golden("official_stage2.pth.tar");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Convert_brings_a_released_checkpoint_to_safetensors_and_back()
    {
        var (own, released) = (_folder.File("own.safetensors"), _folder.File("released.pth"));

        var there = CliRunner.Run("convert", Stage1, own, "--heads", "4", "--dense-input-size", "64").RequireGood();
        var back = CliRunner.Run("convert", "--to", "official", own, released).RequireGood();

        Assert.Contains("released Faceptor checkpoint, stage 1", there.Output, StringComparison.Ordinal);
        Assert.Contains("1 left out: the identity classifier", there.Output, StringComparison.Ordinal);
        Assert.Contains($"weights are in {released}", back.Output, StringComparison.Ordinal);
        using var expected = PyTorchFile.Open(Stage1);
        using var actual = PyTorchFile.Open(released);
        var before = expected.Tensors("state_dict");
        var after = actual.Tensors("state_dict");
        Assert.Equal(before.Count - 1, after.Count);
        Assert.All(after, pair => TensorAssert.Same(expected.Read(before[pair.Key]), actual.Read(pair.Value), pair.Key));
    }

    [Fact]
    public void Convert_replaces_a_file_only_when_told_to()
    {
        var own = _folder.File("own.safetensors");
        File.WriteAllText(own, "mine");
        string[] command = ["convert", Stage1, own, "--heads", "4", "--dense-input-size", "64"];

        var line = CliRunner.Run(command).RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Equal("mine", File.ReadAllText(own));
        CliRunner.Run([.. command, "--overwrite"]).RequireGood();

        Assert.Contains(
            $"OUT: {own} would be replaced; name another place, or add --overwrite.", line, StringComparison.Ordinal);
        FaceptorWeights.Load(own).Dispose();
    }

    [Fact]
    public void Convert_adds_several_stage_2_files_and_writes_one_of_them_back()
    {
        var (own, released) = (_folder.File("own.safetensors"), _folder.File("released.pth"));

        CliRunner.Run(
            "convert", Stage2, own, "--heads", "4", "--dense-input-size", "64",
            "--layer-attention", $"age/morph2={Stage2}", "--layer-attention", $"landmarks/300w={Stage2}").RequireGood();
        CliRunner.Run("convert", own, released, "--to", "official", "--layer-attention", "age/morph2").RequireGood();

        using var model = FaceptorWeights.Load(own).Model;
        Assert.Equal(
            [FaceTasks.AgeMorph2, FaceTasks.Landmarks300W], ((FaceptorModel)model).LayerAttentionTasks);
        using var file = WeightFile.Open(released);
        Assert.Equal(WeightSource.ReleasedStage2, file.Source);
    }

    [Fact]
    public void Convert_says_what_does_not_belong_together_and_leaves_no_file()
    {
        var own = _folder.File("own.safetensors");
        string[] start = ["convert", Stage1, own, "--heads", "4"];

        var line = CliRunner.Run([.. start, "--layer-attention", $"age/morph2={Stage2}"])
            .RequireOneLine(FaceptorApp.Failed);
        var farl = CliRunner.Run("convert", RepositoryPaths.Golden("farl_style.pth"), own)
            .RequireOneLine(FaceptorApp.Failed);
        var hostile = CliRunner.Run("convert", RepositoryPaths.Golden("hostile_zip.pth"), own)
            .RequireOneLine(FaceptorApp.Failed);
        var headless = CliRunner.Run("convert", Stage1, own).RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("does not belong to this model", line, StringComparison.Ordinal);
        Assert.Contains("train a model that starts from it", farl, StringComparison.Ordinal);
        Assert.Contains("hostile_zip.pth", hostile, StringComparison.Ordinal);
        Assert.Contains("--heads", headless, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("--layer-attention pose/x=f", "expected TASK=FILE with one of")]
    [InlineData("--layer-attention identity/ms1mv3=f", "expected TASK=FILE with one of")]
    [InlineData("--layer-attention age/morph2", "got no file")]
    [InlineData("--layer-attention age/morph2=a --layer-attention age/morph2=b", "named twice")]
    [InlineData("--to somewhere", "somewhere")]
    [InlineData("--heads 0", "expected a whole number from 1")]
    public void Convert_refuses_wrong_usage(string arguments, string part)
    {
        var line = CliRunner.Run(["convert", Stage1, _folder.File("o.safetensors"), .. arguments.Split(' ')])
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains(part, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_does_not_replace_its_input()
    {
        var line = CliRunner.Run("convert", Stage1, Stage1).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("is an input too", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_stopped_leaves_no_file()
    {
        var result = CliRunner.Run(
            new CancellationToken(canceled: true), "convert", Stage1, _folder.File("o.safetensors"), "--heads", "4");

        result.RequireOneLine(FaceptorApp.Cancelled);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Inspect_tells_what_a_released_checkpoint_is()
    {
        var text = CliRunner.Run("inspect", Stage1, "--heads", "4").RequireGood().Output;

        Assert.Contains("released Faceptor checkpoint, stage 1", text, StringComparison.Ordinal);
        Assert.Contains("PyTorch zip archive", text, StringComparison.Ordinal);
        Assert.Contains("encoder 48 wide, 12 blocks, 4 heads; decoder 32 wide, 9 layers, 8 heads", text, StringComparison.Ordinal);
        Assert.Contains(string.Join(", ", FaceTasks.Full), text, StringComparison.Ordinal);
        Assert.Contains("left out: the identity classifier", text, StringComparison.Ordinal);
        Assert.Contains("optimizer", text, StringComparison.Ordinal);
        Assert.DoesNotContain("conv1.weight", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_lists_tensors_of_any_readable_file()
    {
        var text = CliRunner.Run("inspect", RepositoryPaths.Golden("outputs_farl.safetensors"), "--tensors")
            .RequireGood().Output;

        Assert.Contains("unknown", text, StringComparison.Ordinal);
        Assert.Contains("positional_embedding.7x7 Float32 [50, 48]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_writes_JSON()
    {
        var path = _folder.File("own.safetensors");
        using (var model = FaceptorModelFactory.Create(FaceptorPresets.SmallNaive))
        {
            FaceptorWeights.Save(model, path);
        }

        var json = JsonNode.Parse(CliRunner.Run("inspect", path, "--json", "--tensors").RequireGood().Output)!;

        Assert.Equal("own", (string?)json["source"]);
        Assert.Equal("naive", (string?)json["options"]!["architecture"]);
        Assert.Equal(FaceTasks.Base.Select(task => task.Id), json["tasks"]!.AsArray().Select(task => (string)task!));
        Assert.Equal(json["parts"]!.AsArray().Sum(part => (long)part!["numParameters"]!), (long)json["numParameters"]!);
        Assert.Equal((int)json["numTensors"]!, json["tensors"]!.AsArray().Count);
        Assert.Equal("made with Faceptor for .NET", (string?)json["origin"]);
        Assert.NotNull(json["metadata"]!["faceptor.labels"]);
    }

    [Fact]
    public void Inspect_shows_the_system_as_text_and_JSON()
    {
        var text = CliRunner.Run("inspect", "--system").RequireGood().Output;
        var json = JsonNode.Parse(CliRunner.Run("inspect", "--system", "--json").RequireGood().Output)!;

        Assert.Contains("libtorch:", text, StringComparison.Ordinal);
        foreach (var name in new[] { "device", "libtorch", "TorchSharp", "Faceptor", "threads of torch", ".NET" })
        {
            Assert.False(string.IsNullOrEmpty((string?)json[name]), name);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("file --system")]
    public void Inspect_takes_a_file_or_the_system(string arguments)
    {
        var line = CliRunner.Run(["inspect", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("either a FILE or --system", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_takes_converted_weights_and_refuses_an_encoder()
    {
        var own = _folder.File("own.safetensors");
        CliRunner.Run("convert", Stage1, own, "--heads", "4", "--dense-input-size", "64").RequireGood();
        var image = RepositoryPaths.Golden("picture.jpg");

        CliRunner.Run("predict", image, "--cropped", "--weights", own, "--out", _folder.File("out")).RequireGood();
        var line = CliRunner.Run(
            "predict", image, "--cropped", "--weights", RepositoryPaths.Golden("farl_style.pth"), "--out", _folder.File("no"))
            .RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("answers nothing", line, StringComparison.Ordinal);
        Assert.Equal(
            101, JsonNode.Parse(File.ReadAllText(_folder.File("out/picture.json")))!["faces"]![0]!["ages"]!.AsArray()[0]![
                "probabilities"]!.AsArray().Count);
    }
}
