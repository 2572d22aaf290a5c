using System.Globalization;
using System.Text.Json;
using Faceptor.Evaluation;

namespace Faceptor.Cli.Tests;

/// <summary>
/// From dataset files and a checkpoint in the released layout to scores, by the command that a user types, against
/// those of the released dataset classes, transforms, network and evaluators on the same files. Sizes are the real
/// ones, 112 and 512 px; the network is the golden one.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class EndToEndScoresTests : IDisposable
{
    private const double Tolerance = 1e-5;

    // F1 of a class counts pixels: where two classes are equal to the last digits, another libtorch decides otherwise.
    // One pixel of CelebAMask-HQ's smallest classes is 2e-5. LaPa's points and bent way back add up to a few pixels.
    private const double ClassToleranceCelebAMaskHq = 5e-5;
    private const double ClassToleranceLaPa = 1e-4;

    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private static readonly string Weights = RepositoryPaths.Golden("official_stage1.pth.tar");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Evaluate_gives_every_score_of_the_released_code()
    {
        CliRunner.Run(
            "evaluate", "--data", Data, "--weights", Weights, "--heads", "4", "--out", _folder.File("out"),
            "--datasets", "300W,WFLW,COFW,CelebAMask-HQ,LaPa,MORPH II,UTKFace,AffectNet,RAF-DB,FERPlus,CelebA,"
            + "verification").RequireGood();

        var records = MetricsFile.Read(_folder.File("out/metrics.json"));
        using var golden = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.Golden("end_to_end.json")));
        var differences = new List<string>();
        var numCompared = 0;
        foreach (var score in Expected(golden.RootElement.GetProperty("scores")))
        {
            var record = records.Single(
                record => (record.Dataset, record.Split, record.Metric) == (score.Dataset, score.Split, score.Metric));
            numCompared++;
            if (!(Math.Abs(record.Value - score.Value) <= score.Tolerance))
            {
                differences.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{score.Dataset} {score.Metric}: {record.Value:G9}, released {score.Value:G9}"));
            }
        }

        Assert.Empty(differences);
        Assert.Equal(96, numCompared);
        Assert.All(
            records.Where(record => record.Split == "lfw"), record => Assert.Equal(12, record.Samples));
    }

    [Fact]
    public void A_converted_checkpoint_scores_as_the_released_one()
    {
        var own = _folder.File("own.safetensors");
        string[] datasets = ["--datasets", "MORPH II,RAF-DB,CelebA,lfw"];
        CliRunner.Run("convert", Weights, own, "--heads", "4").RequireGood();

        CliRunner.Run(
            ["evaluate", "--data", Data, "--weights", own, "--out", _folder.File("own"), .. datasets]).RequireGood();
        CliRunner.Run(
        [
            "evaluate", "--data", Data, "--weights", Weights, "--heads", "4", "--out", _folder.File("released"),
            .. datasets,
        ]).RequireGood();

        var released = MetricsFile.Read(_folder.File("released/metrics.json"));
        Assert.Equal(47, released.Count);
        Assert.All(
            released.Zip(MetricsFile.Read(_folder.File("own/metrics.json"))),
            pair => Assert.Equal(pair.First.Value, pair.Second.Value, 1e-9));
    }

    private static IEnumerable<Score> Expected(JsonElement scores)
    {
        foreach (var dataset in scores.EnumerateObject().Where(entry => entry.Name != "verification"))
        {
            var split = dataset.Name == "landmarks/300w" ? "valid" : "test";
            foreach (var entry in dataset.Value.EnumerateObject())
            {
                var isClass = entry.Name == "f1_classes";
                var tolerance = !isClass ? Tolerance
                    : dataset.Name == "parsing/lapa" ? ClassToleranceLaPa
                    : ClassToleranceCelebAMaskHq;
                var values = entry.Value.ValueKind == JsonValueKind.Object
                    ? entry.Value.EnumerateObject().Select(part => ($"/{part.Name}", part.Value))
                    : [(string.Empty, entry.Value)];
                foreach (var (ending, value) in values)
                {
                    yield return new Score(
                        dataset.Name, split, MetricOf(entry.Name) + ending, value.GetDouble(), tolerance);
                }
            }
        }

        foreach (var set in scores.GetProperty("verification").EnumerateObject())
        {
            yield return new Score(
                "identity/ms1mv3", set.Name, "accuracy", set.Value.GetProperty("accuracy").GetDouble(), Tolerance);
        }
    }

    private static string MetricOf(string name) => name switch
    {
        "mae" => "mae_years",
        "cs5" => "cs_5",
        "eps_error" => "epsilon_error_3",
        "accuracy_mean" => "accuracy/mean",
        "fg_mean" => "f1/mean",
        "f1_classes" => "f1",
        "inter_ocular" => "nme/inter-ocular",
        "inter_pupil" => "nme/inter-pupil",
        "auc_inter_ocular_10" => "auc_10/inter-ocular",
        "fr_inter_ocular_10" => "failure_rate_10/inter-ocular",
        _ => name,
    };

    private sealed record Score(string Dataset, string Split, string Metric, double Value, double Tolerance);
}
