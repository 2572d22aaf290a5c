using System.Text.Json.Nodes;

namespace Faceptor.Cli.Tests;

/// <summary>A dataset class of the user's own, from an assembly, through the commands that read datasets.</summary>
[Collection(TorchCollection.Name)]
public sealed class CustomDatasetTests : IDisposable
{
    private const string Task = "attributes/tiny-wearing";

    private static readonly string[] Assembly = ["--dataset-assembly", CustomDatasets.Assembly];

    private static readonly string[] Small =
    [
        "--set", "model.encoderDim=48", "--set", "model.encoderHeads=4", "--set", "model.encoderBlocks=2",
        "--set", "model.decoderLayers=2", "--workers", "1", "--device", "cpu",
    ];

    private readonly TemporaryFolder _folder = new();

    public CustomDatasetTests() => CustomDatasets.Write(Data, 8);

    private string Data => _folder.File("data");

    [Fact]
    public void Data_check_and_show_know_it()
    {
        Directory.CreateDirectory(_folder.File("out"));
        var sheet = _folder.File("out/sheet.png");

        var json = JsonNode.Parse(CliRunner.Run(
            ["data", "check", Data, "--dataset", "TinyWearing", "--deep", "--json", .. Assembly]).RequireGood().Output)!;
        var all = CliRunner.Run(["data", "check", Data, .. Assembly]).RequireGood().Output;
        var shown = CliRunner.Run(
            ["data", "show", Data, "--dataset", Task, "--count", "4", "--out", sheet, .. Assembly]).RequireGood().Output;

        var splits = json["datasets"]![0]!["splits"]!.AsArray();
        Assert.Equal(["train", "test"], splits.Select(split => (string)split!["name"]!));
        Assert.Contains("TinyWearing", all, StringComparison.Ordinal);
        Assert.Contains("4 of 8 samples of TinyWearing train", shown, StringComparison.Ordinal);
        Assert.True(File.Exists(sheet));
    }

    [Fact]
    public void It_trains_resumes_and_is_scored()
    {
        var recipe = _folder.Write("tiny.yaml", $"recipe: small\ntasks:\n  {Task}:\n    batchSize: 4\n    weight: 1\n");
        var run = _folder.File("run");

        var trained = CliRunner.Run(
            ["train", "--data", Data, "--out", run, "--config", recipe, "--steps", "2", .. Small, .. Assembly])
            .RequireGood().Output;
        var again = CliRunner.Run(["train", "--resume", "--out", run, "--no-evaluation", .. Assembly]);
        var scored = CliRunner.Run(
            [
                "evaluate", "--data", Data, "--weights", Path.Combine(run, "weights.safetensors"), "--tasks", Task,
                .. Assembly,
            ]).RequireGood().Output;
        var written = CliRunner.Run(
            [
                "train", "--data", Data, "--out", _folder.File("second"), "--config", Path.Combine(run, "recipe.yaml"),
                "--no-evaluation", "--workers", "1", .. Assembly,
            ]);

        Assert.Contains($"{Task}: 8 samples (TinyWearing train)", trained, StringComparison.Ordinal);
        Assert.Contains($"{Task} test", scored, StringComparison.Ordinal);
        again.RequireGood();
        written.RequireGood();
    }

    [Fact]
    public void Without_the_assembly_the_reason_is_told()
    {
        var recipe = _folder.Write(
            "tiny.yaml",
            $"recipe: small\ntasks:\n  {Task}:\n    family: attributes\n    labels: [glasses, hat]\n    batchSize: 4\n"
            + "    weight: 1\n");

        var line = CliRunner.Run(
            ["train", "--data", Data, "--out", _folder.File("run"), "--config", recipe, .. Small]).RequireOneLine(1);

        Assert.Contains("no registered dataset has this task", line, StringComparison.Ordinal);
        Assert.Contains("--dataset-assembly", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_that_defines_the_task_otherwise_is_refused()
    {
        var recipe = _folder.Write(
            "tiny.yaml",
            $"recipe: small\ntasks:\n  {Task}:\n    family: attributes\n    labels: [hat, glasses]\n    batchSize: 4\n"
            + "    weight: 1\n");

        var line = CliRunner.Run(
            ["train", "--data", Data, "--out", _folder.File("run"), "--config", recipe, .. Assembly]).RequireOneLine(2);

        Assert.Contains($"expected task {Task} as its dataset defines it", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_loaded_is_one_line()
    {
        var text = _folder.Write("text.dll", "not an assembly");

        Assert.Contains(
            "found no such file",
            CliRunner.Run("data", "check", Data, "--dataset-assembly", _folder.File("no.dll")).RequireOneLine(1),
            StringComparison.Ordinal);
        Assert.Contains(
            "expected a .NET assembly",
            CliRunner.Run("data", "check", Data, "--dataset-assembly", text).RequireOneLine(1),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Help_says_that_code_is_run()
    {
        var help = CliRunner.Run("train", "--help").RequireGood().Output;

        Assert.Contains("--dataset-assembly", help, StringComparison.Ordinal);
        Assert.Contains("runs the assembly's code", OneLine(help), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
