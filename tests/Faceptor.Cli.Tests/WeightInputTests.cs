using System.Diagnostics;
using System.Text.Json.Nodes;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Cli.Tests;

/// <summary>What people give for weights, wherever the command line takes them.</summary>
[Collection(TorchCollection.Name)]
public sealed class WeightInputTests : IDisposable
{
    private static readonly string Stage1 = RepositoryPaths.Golden("official_stage1.pth.tar");

    private readonly TemporaryFolder _folder = new();

    public WeightInputTests()
    {
        File.WriteAllBytes(_folder.File("a.png"), ImageCodec.EncodePng(new RgbImage(64, 64)));
        var labels = Directory.CreateDirectory(_folder.File("data/MORPH2/label/RANDOM_80_20")).FullName;
        Directory.CreateDirectory(_folder.File("data/MORPH2/data"));
        File.Copy(_folder.File("a.png"), _folder.File("data/MORPH2/data/a.png"));
        File.WriteAllText(Path.Combine(labels, "train.txt"), "a.png 30\n");
        File.WriteAllText(Path.Combine(labels, "test.txt"), "a.png 30\n");
    }

    // Every command that takes weights; {0} is the test's folder, {1} the weights.
    public static TheoryData<string> Commands =>
    [
        "inspect {1}",
        "convert {1} {0}/out.safetensors",
        $"convert {Stage1} {{0}}/out.safetensors --heads 4 --layer-attention age/morph2={{1}}",
        "predict {0}/a.png --cropped --weights {1} --out {0}/out",
        "evaluate --data {0}/data --weights {1}",
        "train --data {0}/data --out {0}/out --steps 1 --weights {1}",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_folder_is_named_with_the_file_in_it(string command)
    {
        Directory.CreateDirectory(_folder.File("run"));
        File.WriteAllText(_folder.File("run/weights.safetensors"), string.Empty);

        var line = Fail(command, "run");

        Assert.EndsWith($"did you mean {_folder.File("run/weights.safetensors")}?", line, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_pipe_is_refused_in_plain_words(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        using (var maker = Process.Start("mkfifo", [_folder.File("pipe")]))
        {
            maker.WaitForExit();
        }

        Assert.Contains("expected a file, got a pipe", Fail(command, "pipe"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_pointer_of_Git_LFS_is_named(string command)
    {
        File.WriteAllText(_folder.File("w.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");

        Assert.Contains("git lfs pull", Fail(command, "w.safetensors"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("predict {0}/a.png --cropped --weights {1} --out {0}/out")]
    [InlineData("evaluate --data {0}/data --weights {1}")]
    [InlineData("convert {1} {0}/out.safetensors")]
    [InlineData("train --data {0}/data --out {0}/out --steps 1 --weights {1}")]
    public void Weights_that_are_not_a_number_are_refused_by_name(string command)
    {
        using var quiet = no_grad();
        using var model = FaceptorModelFactory.Create(FaceptorPresets.Small with { Tasks = [FaceTasks.AgeMorph2] });
        model.Module.state_dict()["value_head.linear.bias"].fill_(float.NaN);
        FaceptorWeights.Save(model, _folder.File("w.safetensors"));

        Assert.Contains(
            "not a number or infinite in value_head.linear.bias (1 of 1)",
            Fail(command, "w.safetensors"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_a_terminal_would_obey_is_refused()
    {
        var own = Small with
        {
            Tasks = [new FaceTask("attributes/own", TaskFamily.Attributes, "Own", ["visor", "helmet"])],
        };
        using var model = FaceptorModelFactory.Create(own);
        var options = FaceptorOptionsJson.Write(own);
        TorchFiles.WriteSafeTensors(
            _folder.File("w.safetensors"),
            model.Module.state_dict(),
            new Dictionary<string, string>
            {
                ["faceptor.format"] = "1",
                ["faceptor.options"] = options.Replace("visor", "visor\\u001b[2J", StringComparison.Ordinal),
            });

        Assert.Contains(
            "must not hold control characters",
            Fail("predict {0}/a.png --cropped --weights {1} --out {0}/out", "w.safetensors"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_a_model_that_the_file_does_not_hold_are_refused()
    {
        using var model = FaceptorModelFactory.Create(Small);
        TorchFiles.WriteSafeTensors(
            _folder.File("w.safetensors"),
            model.Module.state_dict(),
            new Dictionary<string, string>
            {
                ["faceptor.format"] = "1",
                ["faceptor.options"] = FaceptorOptionsJson.Write(Small with { EncoderBlocks = 100 }),
            });

        var line = Fail("predict {0}/a.png --cropped --weights {1} --out {0}/out", "w.safetensors");

        Assert.Contains("missing: encoder.blocks.", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "", "names found in 'model', without a prefix")]
    [InlineData("state_dict", "_orig_mod.module.", "names found in 'state_dict', behind '_orig_mod.module.'")]
    public void Converting_says_what_was_taken_off_and_predicts_the_same(string container, string prefix, string said)
    {
        using (var file = PyTorchFile.Open(Stage1))
        {
            TorchFiles.WritePyTorch(_folder.File("w.pth"), new Dictionary<string, object?>
            {
                [container] = file.Tensors("state_dict").ToDictionary(
                    pair => prefix + pair.Key["module.".Length..], pair => file.Read(pair.Value)),
            });
        }

        var output = Run("convert {1} {0}/other.safetensors --heads 4 --dense-input-size 64", "w.pth")
            .RequireGood().Output;
        CliRunner.Run("convert", Stage1, _folder.File("first.safetensors"), "--heads", "4", "--dense-input-size", "64")
            .RequireGood();

        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Contains(
            said.Replace("names found ", "names found:              ", StringComparison.Ordinal),
            Run("inspect {1}", "w.pth").RequireGood().Output,
            StringComparison.Ordinal);
        foreach (var name in (string[])["first", "other"])
        {
            CliRunner.Run(
                "predict", _folder.File("a.png"), "--cropped", "--weights", _folder.File($"{name}.safetensors"), "--out",
                _folder.File(name)).RequireGood();
        }

        Assert.Equal(Faces("first"), Faces("other"));

        // The files are others, and so their hashes.
        string Faces(string name) =>
            JsonNode.Parse(File.ReadAllText(_folder.File($"{name}/a.json")))!["faces"]!.ToJsonString();
    }

    [Fact]
    public void A_terminal_is_not_told_what_to_do_by_a_file()
    {
        using var model = FaceptorModelFactory.Create(Small);
        TorchFiles.WriteSafeTensors(
            _folder.File("w.safetensors"),
            model.Module.state_dict().Append(new("x\u001b[5mname", zeros(1))),
            new Dictionary<string, string>
            {
                ["faceptor.format"] = "1",
                ["faceptor.options"] = FaceptorOptionsJson.Write(Small),
                ["faceptor.origin"] = "\u001b]0;owned\u0007\u001b[31mred",
                ["faceptor.terms"] = "a\u009b2Jb",
                ["x\u001b[5mkey"] = "v\rover",
            });

        var text = Run("inspect {1} --tensors", "w.safetensors").RequireGood().Output
            + Run("inspect {1} --tensors --json", "w.safetensors").RequireGood().Output
            + Run("predict {0}/a.png --cropped --weights {1}", "w.safetensors").Error
            + Run("convert {1} {0}/o.safetensors --allow-mismatch", "w.safetensors").Output;

        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n');
        Assert.Contains("?]0;owned??[31mred", text, StringComparison.Ordinal);
    }

    private static FaceptorOptions Small { get; } = FaceptorPresets.Small with
    {
        Tasks = [FaceTasks.AgeMorph2],
        EncoderDim = 16,
        DecoderDim = 16,
    };

    private string Fail(string command, string weights) => Run(command, weights).RequireOneLine(FaceptorApp.Failed);

    private CliResult Run(string command, string weights) => CliRunner.Run(
    [
        .. command.Split(' ').Select(word => word
            .Replace("{0}", _folder.Path, StringComparison.Ordinal)
            .Replace("{1}", _folder.File(weights), StringComparison.Ordinal)),
    ]);
}
