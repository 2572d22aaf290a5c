using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Tests;

/// <summary>An untrained network for ages on the fixture's MORPH II.</summary>
[Collection(TorchCollection.Name)]
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;
    private readonly string _weights;

    public EvaluateCommandTests()
    {
        _data = _folder.File("data");
        _weights = _folder.File("ages.safetensors");
        Directory.CreateDirectory(_data);
        Directory.CreateSymbolicLink(
            _folder.File("data/MORPH2"),
            Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA", "MORPH2"));
        var options = FaceptorPresets.Small with
        {
            Tasks = [FaceTasks.AgeMorph2, FaceTasks.IdentityMs1mV3],
            EncoderDim = 48,
            EncoderBlocks = 1,
            DecoderLayers = 1,
        };
        using var model = FaceptorModelFactory.Create(options, seed: 1);
        FaceptorWeights.Save(model, _weights);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scores_stand_beside_the_papers_and_what_is_missing_is_named()
    {
        var result = Run("--datasets", "morph2,WFLW,cplfw", "--max-samples", "3", "--out", _folder.File("out"));

        result.RequireGood();
        var markdown = File.ReadAllText(_folder.File("out/evaluation.md"));
        var page = File.ReadAllText(_folder.File("out/evaluation.html"));
        Assert.All([result.Output, markdown, page], text =>
        {
            Assert.Contains("1.869", text, StringComparison.Ordinal);
            Assert.Contains("1.97 DLDL-v2", text, StringComparison.Ordinal);
        });
        Assert.Contains(
            "not scored: WFLW (the weights do not hold landmarks/wflw)", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"- cplfw: expected in {_folder.File("data/verification/cplfw.bin")}\n", markdown, StringComparison.Ordinal);
        Assert.Contains("| WFLW blur | NME ↓ | **–** | – | 4.56 |", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("LaPa", markdown, StringComparison.Ordinal);
        Assert.All(
            MetricsFile.Read(_folder.File("out/metrics.json")),
            record => Assert.Equal(("age/morph2", 3), (record.Dataset, record.Samples)));
    }

    [Fact]
    public void Every_dataset_of_the_paper_is_scored_or_named()
    {
        var output = Run().RequireGood().Output;

        string[] named =
        [
            "lfw", "cfp_fp", "agedb_30", "calfw", "cplfw", "IJB-C", "300W", "WFLW", "COFW", "AFLW-19", "CelebAMask-HQ",
            "LaPa", "UTKFace", "AffectNet", "RAF-DB", "FERPlus", "CelebA", "LFW-73",
        ];
        Assert.All(named, name => Assert.Contains($"not scored: {name} (", output, StringComparison.Ordinal));
        Assert.DoesNotContain("not scored: MORPH II", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_that_does_not_exist_is_refused_with_the_nearest_name()
    {
        var line = Run("--datasets", "MORPH 3").RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("unknown dataset 'MORPH 3'; did you mean 'MORPH II'?", line, StringComparison.Ordinal);
    }

    private CliResult Run(params string[] more) =>
        CliRunner.Run([.. new[] { "evaluate", "--data", _data, "--weights", _weights }, .. more]);
}
