using System.Text.Json.Nodes;
using Faceptor.Data.Datasets;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Tests;

/// <summary>From a folder of datasets to what a prediction says about where it comes from.</summary>
[Collection(TorchCollection.Name)]
public sealed class LearnedFromTests(SyntheticFolder synthetic) : IClassFixture<SyntheticFolder>
{
    private const string Warning = "learned from synthetic faces only: its answers about photographs mean nothing";

    private static readonly string[] BaseIds =
        [.. FaceTasks.Base.Select(task => task.Id).Order(StringComparer.Ordinal)];

    [Fact]
    public void Training_on_synthetic_faces_is_noted_and_inspect_and_predict_say_it()
    {
        synthetic.Training.RequireGood();
        var output = synthetic.File("said");

        var inspected = CliRunner.Run("inspect", synthetic.Weights).RequireGood().Output;
        var json = JsonNode.Parse(CliRunner.Run("inspect", synthetic.Weights, "--json").RequireGood().Output)!;
        var predicted = CliRunner.Run("predict", Image(), "--cropped", "--weights", synthetic.Weights, "--out", output)
            .RequireGood().Output;

        Assert.Contains(
            $"learned from:             {Warning["learned from ".Length..]}", inspected, StringComparison.Ordinal);
        Assert.True((bool)json["learnedFrom"]!["isSyntheticOnly"]!);
        Assert.Equal(BaseIds, json["learnedFrom"]!["datasets"]!.AsArray().Select(entry => (string)entry!["id"]!));
        Assert.Contains($"weights.safetensors: {Warning}", predicted, StringComparison.Ordinal);
        var analysis = ImageAnalysisJson.Read(File.ReadAllText(Path.Combine(output, "face.json")), "face.json");
        Assert.True(analysis.Weights.LearnedFrom.IsSyntheticOnly);
        using var analyzer = new FaceAnalyzer(TorchEngine.Load(synthetic.Weights), ownsEngine: true);
        Assert.True(analyzer.Weights.LearnedFrom.IsSyntheticOnly);
    }

    [Fact]
    public void Checkpoints_say_it_as_well()
    {
        var checkpoint = Directory.GetFiles(
            Path.Combine(synthetic.Run, "checkpoints"), "weights.safetensors", SearchOption.AllDirectories);

        Assert.NotEmpty(checkpoint);
        Assert.All(checkpoint, path => Assert.True(WeightSummary.Of(path).LearnedFrom.IsSyntheticOnly, path));
    }

    [Fact]
    public void Converting_keeps_it_there_and_back()
    {
        var (copy, released) = (synthetic.File("copy.safetensors"), synthetic.File("copy.pth"));

        CliRunner.Run("convert", synthetic.Weights, copy).RequireGood();
        CliRunner.Run("convert", "--to", "official", synthetic.Weights, released).RequireGood();

        Assert.True(WeightSummary.Of(copy).LearnedFrom.IsSyntheticOnly);
        Assert.Contains(
            Warning["learned from ".Length..], CliRunner.Run("inspect", released, "--heads", "4").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Going_on_with_other_faces_adds_to_it()
    {
        var (data, run) = (synthetic.File("real"), synthetic.File("second"));
        Copy(synthetic.Data, data);
        File.Delete(Path.Combine(data, "MORPH2", SyntheticMarker.FileName));

        var second = CliRunner.Run(
            "train", "--data", data, "--out", run, "--recipe", "transfer-full", "--preset", "small",
            "--weights", synthetic.Weights, "--steps", "1", "--tasks", "age/morph2", "--no-evaluation").RequireGood();

        Assert.Contains("weights are in", second.Output, StringComparison.Ordinal);
        var learned = WeightSummary.Of(Path.Combine(run, "weights.safetensors")).LearnedFrom;
        Assert.True(learned is { IsComplete: true, IsSyntheticOnly: false });
        Assert.Equal(
            BaseIds.Append("age/morph2").Order(StringComparer.Ordinal), learned.Datasets.Select(entry => entry.Id));
        Assert.Contains(new LearnedDataset("age/morph2", false), learned.Datasets);
        Assert.Contains(new LearnedDataset("age/morph2", true), learned.Datasets);
    }

    [Fact]
    public void A_file_that_does_not_say_is_unknown()
    {
        var inspected = CliRunner.Run("inspect", RepositoryPaths.Golden("official_stage1.pth.tar"), "--heads", "4");

        Assert.Contains(
            "learned from:             unknown: the file does not say", inspected.RequireGood().Output,
            StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private string Image()
    {
        var test = DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, synthetic.Data, "test");
        var image = synthetic.File("face.jpg");
        File.Copy(test.FindImage(0)!, image, overwrite: true);
        return image;
    }
}
