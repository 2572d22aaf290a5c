using System.Text.Json.Nodes;
using Faceptor.Evaluation;
using Faceptor.Models.Weights;
using Faceptor.Training.Progress;

namespace Faceptor.Cli.Tests;

/// <summary>
/// Weight files, a run in the middle of training, predictions and scores that an earlier version wrote: they are read,
/// and the answers are the same numbers.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class LegacyFilesTests : IDisposable
{
    // Another processor rounds otherwise, and nothing else may differ.
    private const double Tolerance = 2e-6;

    // The run drops branches at random, which are others since what is random is drawn by step and portion.
    private const double Drawn = 0.2;

    // Prediction aligns faces for CelebA's attributes by the same template as synthetic faces now: up to 1 px elsewhere.
    // With the former points in it these figures are equal within Tolerance, and so are the answers of yes or no.
    private const double MovedTemplateTolerance = 0.1;

    private readonly TemporaryFolder _folder = new();

    private static string Fixtures => Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "legacy");

    private static string Data => Path.Combine(Fixtures, "data");

    private static string ImagePath => Path.Combine(Data, "LaPa", "test", "images", "10000039595_5.jpg");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stage1.safetensors")]
    [InlineData("stage2.safetensors")]
    [InlineData("naive.safetensors")]
    [InlineData("custom.safetensors", "--config", "custom.yaml")]
    [InlineData("released-stage1.pth.tar", "--heads", "2", "--decoder-heads", "2", "--attribute-input", "64")]
    public void Weight_files_score_as_they_did(string file, params string[] more)
    {
        string[] options =
            [.. more.Select(option => option == "custom.yaml" ? Path.Combine(Fixtures, option) : option)];

        CliRunner.Run(
            ["evaluate", "--data", Data, "--weights", Weights(file), "--out", _folder.File("scores"), .. options])
            .RequireGood();

        AssertSameScores(
            Expected($"{file.Split('.')[0]}-metrics.json"), Path.Combine(_folder.File("scores"), "metrics.json"));
    }

    [Theory]
    [InlineData("stage1")]
    [InlineData("stage2")]
    [InlineData("naive")]
    public void Weight_files_predict_as_they_did(string name)
    {
        string[] predict = ["predict", ImagePath, "--weights", Weights($"{name}.safetensors"), "--out"];

        CliRunner.Run([.. predict, _folder.File("middle"), "--cropped"]).RequireGood();
        CliRunner.Run([.. predict, _folder.File("box"), "--box", "62,67,104,103"]).RequireGood();

        AssertSamePrediction(Expected($"{name}-predict.json"), Result("middle"));
        AssertSamePrediction(Expected($"{name}-predict-box.json"), Result("box"));
    }

    [Fact]
    public void Custom_tasks_come_whole_from_their_weight_file()
    {
        CliRunner.Run(
            "predict", ImagePath, "--cropped", "--weights", Weights("custom.safetensors"), "--out", _folder.File("middle"))
            .RequireGood();

        // Where a custom task looks has changed since, so that only what it is about is compared.
        var (expected, actual) = (ReadJson(Expected("custom-predict.json")), ReadJson(Result("middle")));
        string[] sections = ["landmarks", "parsing", "ages", "expressions", "attributes", "identities"];
        Assert.All(sections, section => Assert.Equal(
            expected[section]!.AsArray().Select(Shape), actual["faces"]![0]![section]!.AsArray().Select(Shape)));

        // A custom task was written whole; its id and its labels are what is left of it.
        static string Shape(JsonNode? task) =>
            $"{(task!["task"] is JsonObject whole ? whole["id"] : task["task"])}; " +
            string.Join("; ", Paths(task!, string.Empty).Where(path => path.Value is not null && IsKept(path.Path)
                && !path.Path.StartsWith(".task", StringComparison.Ordinal)).Select(path =>
                path.Path.EndsWith(".name", StringComparison.Ordinal)
                    ? $"{path.Path}={path.Value}"
                    : path.Path));
    }

    [Fact]
    public void Layer_attention_of_a_released_file_can_be_added_to_an_old_one()
    {
        using var loaded = FaceptorWeights.Load(
            Weights("stage1.safetensors"),
            new WeightLoadOptions
            {
                LayerAttention = [new LayerAttentionFile(FaceTasks.AgeMorph2, Weights("released-stage2-age.pth.tar"))],
            });

        Assert.True(Assert.Single(loaded.LayerAttentionReports).Fits);
        Assert.Equal(FaceTasks.AgeMorph2, Assert.Single(loaded.Model.Options.LayerAttention).Task);
    }

    [Fact]
    public void A_run_goes_on_to_the_same_losses_and_scores()
    {
        var run = CopyOfRun();

        var result = CliRunner.Run("train", "--resume", "--out", run, "--data", Data, "--workers", "1").RequireGood();

        Assert.Contains("going on after step 2 of 4", result.Output, StringComparison.Ordinal);
        var expected = TrainingLog.Read(Expected("run-log.jsonl"));
        var actual = TrainingLog.Read(Path.Combine(run, "log.jsonl"));
        Assert.Equal(4, actual.Count);
        foreach (var (first, second) in expected.Zip(actual))
        {
            Assert.Equal((first.Step, first.EncoderRate), (second.Step, second.EncoderRate));
            // Of the first two the log was there already.
            AssertClose(
                first.TotalLoss, second.TotalLoss, $"loss of step {first.Step}", first.Step <= 2 ? Tolerance : Drawn);
            Assert.Equal(first.TaskLosses.Keys, second.TaskLosses.Keys);
        }

        Assert.Equal(
            EvaluationLog.Read(Expected("run-evaluations.jsonl")).Select(entry => entry.Step),
            EvaluationLog.Read(Path.Combine(run, "evaluations.jsonl")).Select(entry => entry.Step));
        Assert.Equal(
            MetricsFile.Read(Expected("run-metrics.json")).Select(NameOf),
            MetricsFile.Read(Path.Combine(run, "metrics.json")).Select(NameOf));
    }

    [Fact]
    public void A_recipe_beside_a_run_repeats_it()
    {
        CliRunner.Run(
            "train", "--data", Data, "--out", _folder.File("again"), "--workers", "1", "--no-evaluation", "--config",
            Path.Combine(Fixtures, "run", "recipe.yaml"), "--set", "evaluationInterval=0").RequireGood();

        var losses = TrainingLog.Read(Path.Combine(_folder.File("again"), "log.jsonl"));
        Assert.All(
            TrainingLog.Read(Expected("run-log.jsonl")).Zip(losses),
            pair => AssertClose(pair.First.TotalLoss, pair.Second.TotalLoss, $"loss of step {pair.First.Step}", Drawn));
    }

    [Fact]
    public void An_old_run_may_be_overwritten_and_only_what_its_marker_names_goes()
    {
        var run = CopyOfRun();
        File.WriteAllText(Path.Combine(run, "notes.txt"), "mine");

        CliRunner.Run(
            "train", "--data", Data, "--out", run, "--workers", "1", "--no-evaluation", "--overwrite", "--config",
            Path.Combine(Fixtures, "run.yaml"), "--steps", "2", "--portions", "1", "--set", "evaluationInterval=0")
            .RequireGood();

        Assert.Equal(2, TrainingLog.Read(Path.Combine(run, "log.jsonl")).Count);
        Assert.Empty(EvaluationLog.Read(Path.Combine(run, "evaluations.jsonl")));
        Assert.True(File.Exists(Path.Combine(run, "notes.txt")));
    }

    [Fact]
    public void An_old_prediction_may_be_replaced()
    {
        Directory.CreateDirectory(_folder.File("middle"));
        File.Copy(Expected("stage2-predict.json"), Result("middle"));

        CliRunner.Run(
            "predict", ImagePath, "--cropped", "--weights", Weights("stage1.safetensors"), "--out", _folder.File("middle"),
            "--overwrite").RequireGood();

        AssertSamePrediction(Expected("stage1-predict.json"), Result("middle"));
    }

    private static string Weights(string file) => Path.Combine(Fixtures, "weights", file);

    private static string Expected(string file) => Path.Combine(Fixtures, "expected", file);

    private static JsonObject ReadJson(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    private static void AssertSameScores(string expected, string actual)
    {
        var (former, now) = (MetricsFile.Read(expected), MetricsFile.Read(actual));
        Assert.Equal(former.Select(NameOf), now.Select(NameOf));
        foreach (var (first, second) in former.Zip(now))
        {
            AssertClose(first.Value, second.Value, NameOf(first));
            AssertClose(first.Baseline, second.Baseline, $"baseline of {NameOf(first)}");
        }
    }

    private static string NameOf(MetricRecord record) =>
        $"{record.Dataset} {record.Split} {record.Metric} {record.Samples} {record.HigherIsBetter}";

    // What is new beside the old values is no matter; what was said of the image as a whole is said elsewhere now.
    private static void AssertSamePrediction(string expected, string actual)
    {
        var now = Paths(ReadJson(actual)["faces"]![0], string.Empty).ToDictionary(part => part.Path, part => part.Value);
        foreach (var (path, value) in Paths(ReadJson(expected), string.Empty).Where(part => IsKept(part.Path)))
        {
            Assert.True(now.TryGetValue(path, out var other), $"{path} is missing");
            if (value?.GetValueKind() == System.Text.Json.JsonValueKind.Number)
            {
                AssertClose(
                    value.GetValue<double>(),
                    other!.GetValue<double>(),
                    path,
                    path.StartsWith(".attributes", StringComparison.Ordinal) ? MovedTemplateTolerance : Tolerance);
            }
            else if (!path.EndsWith(".isPresent", StringComparison.Ordinal))
            {
                // Whether an attribute is present follows from its probability, which may move across one half.
                Assert.Equal(value?.ToJsonString(), other?.ToJsonString());
            }
        }
    }

    private static bool IsKept(string path) =>
        path is not (".widthPx" or ".heightPx" or ".box.width" or ".box.height")
        && !path.StartsWith(".learnedFrom", StringComparison.Ordinal)
        && !path.EndsWith(".topIndex", StringComparison.Ordinal)
        && !path.EndsWith(".labelSource", StringComparison.Ordinal);

    private static IEnumerable<(string Path, JsonValue? Value)> Paths(JsonNode? node, string path) => node switch
    {
        JsonObject map => map.SelectMany(part => Paths(part.Value, $"{path}.{part.Key}")),
        JsonArray list => list.SelectMany((part, index) => Paths(part, $"{path}[{index}]")),
        _ => [(path, (JsonValue?)node)],
    };

    private static void AssertClose(
        double? expected, double? actual, string what, double tolerance = Tolerance) => Assert.True(
        Equals(expected, actual)
        || Math.Abs(expected!.Value - actual!.Value) <= tolerance * Math.Max(1, Math.Abs(expected.Value)),
        $"{what}: {expected} before, {actual} now");

    private string Result(string folder) =>
        Path.Combine(_folder.File(folder), Path.ChangeExtension(Path.GetFileName(ImagePath), ".json"));

    private string CopyOfRun()
    {
        var (from, run) = (Path.Combine(Fixtures, "run"), _folder.File("run"));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(run, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Assert.Equal(["step-00000002"], TinyRun.Checkpoints(run));
        return run;
    }
}
