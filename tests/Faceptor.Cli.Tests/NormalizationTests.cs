using System.Text.Json.Nodes;
using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Recipes;

namespace Faceptor.Cli.Tests;

/// <summary>Weight files say how images are normalised; commands obey it and say it.</summary>
[Collection(TorchCollection.Name)]
public sealed class NormalizationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _released;
    private readonly string _old;

    public NormalizationTests()
    {
        Directory.CreateDirectory(_folder.File("data"));
        foreach (var name in new[] { "MORPH2", "verification" })
        {
            Directory.CreateSymbolicLink(
                _folder.File($"data/{name}"),
                Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA", name));
        }

        (_released, _old) = (_folder.File("released.safetensors"), _folder.File("old.safetensors"));
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var model = FaceptorModelFactory.Create(
            FaceptorPresets.Small with
            {
                Tasks = [FaceTasks.AgeMorph2, FaceTasks.IdentityMs1mV3],
                EncoderDim = 24,
                EncoderHeads = 2,
                EncoderBlocks = 1,
                DecoderLayers = 1,
            },
            seed: 1);
        FaceptorWeights.Save(model, _released);

        // The same weights as the version before wrote them: without the entry.
        var options = JsonNode.Parse(FaceptorOptionsJson.Write(model.Options))!.AsObject();
        Assert.True(options.Remove("normalization"));
        TorchFiles.WriteSafeTensors(_old, model.Module.state_dict(), new Dictionary<string, string>
        {
            ["faceptor.format"] = "1",
            ["faceptor.options"] = options.ToJsonString(),
        });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Inspect_says_what_a_file_says_and_what_an_old_one_does_not_say()
    {
        var released = CliRunner.Run("inspect", _released).RequireGood().Output;
        var old = CliRunner.Run("inspect", _old).RequireGood().Output;
        var foreign = CliRunner.Run(
            "inspect", RepositoryPaths.Golden("official_stage1.pth.tar"), "--heads", "4").RequireGood().Output;

        Assert.Contains(
            "age, expression, attributes, identity: mean [0.5, 0.5, 0.5], std [0.5, 0.5, 0.5]\n",
            released,
            StringComparison.Ordinal);
        Assert.Contains(
            "landmarks, parsing, age, expression, attributes: CLIP's mean [0.4815, 0.4578, 0.4082]",
            old,
            StringComparison.Ordinal);
        Assert.Contains("(the file does not say: it is from before this was recorded", old, StringComparison.Ordinal);
        Assert.Contains("(as released; such a file does not say)", foreign, StringComparison.Ordinal);
        Assert.True((bool)Json(_released)["saysNormalization"]!);
        Assert.False((bool)Json(_old)["saysNormalization"]!);
        Assert.Equal(0.48145466, (double)Json(_old)["options"]!["normalization"]!["age"]!["mean"]![0]!);
        Assert.Equal(0.5, (double)Json(_released)["options"]!["normalization"]!["age"]!["mean"]![0]!);
    }

    [Fact]
    public void Evaluate_obeys_the_file()
    {
        var (released, old) = (Scores(_released), Scores(_old));

        // Same weights, other images: ages differ; identity was scored with the released numbers before, too.
        Assert.NotEqual(Age(released), Age(old), 1e-4);
        Assert.Equal(
            released.Where(record => record.Dataset == "identity/ms1mv3").Select(record => record.Value),
            old.Where(record => record.Dataset == "identity/ms1mv3").Select(record => record.Value));

        static double Age(IReadOnlyList<MetricRecord> records) =>
            records.Single(record => record.Metric == "mae_years").Value;
    }

    [Fact]
    public void Train_keeps_the_normalisation_of_the_weights_and_says_so()
    {
        File.WriteAllText(_folder.File("tiny.yaml"), """
            recipe: small
            tasks:
              age/morph2:
            model: {encoderDim: 24, encoderHeads: 2, encoderBlocks: 1, decoderLayers: 1}
            """);
        var weights = _folder.File("ages.safetensors");
        using (var model = FaceptorModelFactory.Create(
            FaceptorPresets.Small with
            {
                Tasks = [FaceTasks.AgeMorph2],
                EncoderDim = 24,
                EncoderHeads = 2,
                EncoderBlocks = 1,
                DecoderLayers = 1,
                Normalization = InputNormalization.BeforeItWasRecorded,
            },
            seed: 1))
        {
            FaceptorWeights.Save(model, weights);
        }

        string[] train =
        [
            "train", "--data", _folder.File("data"), "--config", _folder.File("tiny.yaml"), "--steps", "1",
            "--no-evaluation", "--weights", weights,
        ];
        var result = CliRunner.Run([.. train, "--out", _folder.File("run")]).RequireGood();
        var refused = CliRunner.Run(
            [.. train, "--out", _folder.File("other"), "--set", "model.normalization.age.mean=[0, 0, 0]"]);

        Assert.Contains(
            "images are normalised as the weights learned them: landmarks, parsing, age, expression, attributes: CLIP",
            result.Output,
            StringComparison.Ordinal);
        Assert.Equal(
            InputNormalization.BeforeItWasRecorded,
            WeightSummary.Of(_folder.File("run/weights.safetensors")).Normalization);
        Assert.Equal(
            InputNormalization.BeforeItWasRecorded,
            RecipeFile.Read(_folder.File("run/recipe.yaml")).Model!.Normalization);
        Assert.Contains(
            "the recipe normalises images of age with mean [0, 0, 0]",
            refused.RequireOneLine(FaceptorApp.WrongUsage),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_does_not_write_what_a_released_file_cannot_say()
    {
        var line = CliRunner.Run("convert", "--to", "official", _old, _folder.File("out.pth"))
            .RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("the authors' code feeds age with mean [0.5, 0.5, 0.5]", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("out.pth")));
    }

    private static JsonNode Json(string file) =>
        JsonNode.Parse(CliRunner.Run("inspect", file, "--json").RequireGood().Output)!;

    private IReadOnlyList<MetricRecord> Scores(string weights)
    {
        var output = _folder.File(Path.GetFileNameWithoutExtension(weights));
        CliRunner.Run("evaluate", "--data", _folder.File("data"), "--weights", weights, "--out", output).RequireGood();
        return MetricsFile.Read(Path.Combine(output, "metrics.json"));
    }
}
