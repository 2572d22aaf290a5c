using System.Text.Json;
using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>What cannot be read is named, and everything else is scored.</summary>
[Collection(TorchCollection.Name)]
public sealed class EvaluateUnreadableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EvaluateUnreadableTests()
    {
        var options = FaceptorPresets.Small with
        {
            Tasks = [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb, FaceTasks.IdentityMs1mV3],
            EncoderDim = 48,
            EncoderBlocks = 1,
            DecoderLayers = 1,
        };
        using var model = FaceptorModelFactory.Create(options, seed: 1);
        FaceptorWeights.Save(model, _folder.File("weights.safetensors"));
        var fixtures = Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets");
        foreach (var name in new[] { "MORPH2", "RAF-DB" })
        {
            Copy(Path.Combine(fixtures, "layoutA", name), _folder.File($"data/{name}"));
        }

        Directory.CreateDirectory(_folder.File("data/verification"));
        File.Copy(
            Path.Combine(fixtures, "variants", "verification-large", "lfw_p4.bin"),
            _folder.File("data/verification/lfw.bin"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_test_split_is_scored_without_its_training_list()
    {
        Scores("whole").RequireGood();
        var whole = MetricsFile.Read(_folder.File("whole/metrics.json"));
        var list = Find("MORPH2", "train.txt");
        File.Delete(list);

        var result = Scores("lacking").RequireGood();

        var records = MetricsFile.Read(_folder.File("lacking/metrics.json"));
        Assert.Equal(
            whole.Select(record => (record.Metric, record.Value)),
            records.Select(record => (record.Metric, record.Value)));
        var note = $"MORPH II test: baseline: not known, the training list is missing: {list}";
        Assert.All(
            [result.Output, File.ReadAllText(_folder.File("lacking/evaluation.md")),
                File.ReadAllText(_folder.File("lacking/evaluation.html"))],
            text => Assert.Contains(note, text, StringComparison.Ordinal));
        Assert.All(
            records.Where(record => record.Dataset == "age/morph2"),
            record => Assert.Equal(
                (null, $"the training list is missing: {list}"), (record.Baseline, record.BaselineProblem)));
        Assert.All(
            records.Where(record => record.Dataset == "expression/raf-db"), record => Assert.NotNull(record.Baseline));
    }

    [Theory]
    [InlineData("MORPH2", "test.txt", "no image here\n")]
    [InlineData("MORPH2", "test.txt", null)]
    [InlineData("RAF-DB", "label.txt", "test_0001.jpg 99\n")]
    [InlineData("RAF-DB", "*test*", "no image")]
    [InlineData("verification", "lfw.bin", "no pairs")]
    public void One_broken_dataset_does_not_stop_the_others(string folder, string file, string? content)
    {
        Break(folder, file, content);

        var result = Scores("scores").RequireGood();

        var name = folder switch { "MORPH2" => "MORPH II", "RAF-DB" => "RAF-DB", _ => "lfw" };
        var records = MetricsFile.Read(_folder.File("scores/metrics.json"));
        Assert.Equal(2, records.Select(record => record.Dataset).Distinct().Count());
        Assert.Contains($"not scored: {name} (", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"warning: could not be read and is not scored, see above: {name}", result.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"- {name}: ", File.ReadAllText(_folder.File("scores/evaluation.md")), StringComparison.Ordinal);
        Assert.Contains(
            $"<li><b>{name}</b>", File.ReadAllText(_folder.File("scores/evaluation.html")), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.File("scores/metrics.json")));
        var unread = Assert.Single(
            json.RootElement.EnumerateArray(), entry => entry.TryGetProperty("notScored", out _));
        Assert.NotEqual(string.Empty, unread.GetProperty("notScored").GetString());
    }

    [Fact]
    public void Nothing_scored_at_all_is_a_failure_that_says_why()
    {
        Break("MORPH2", "test.txt", "no image here\n");

        var line = Scores("scores", "--tasks", "age/morph2").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("nothing could be scored: MORPH II: ", line, StringComparison.Ordinal);
        Assert.Contains("test.txt, line 1", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("scores")));
    }

    [Fact]
    public void Identity_without_verification_sets_cannot_be_scored_and_says_what_is_missing()
    {
        Directory.Delete(_folder.File("data/verification"), recursive: true);

        var line = Scores("scores", "--tasks", "identity/ms1mv3").RequireOneLine(FaceptorApp.Failed);

        Assert.Contains(
            $"expected verification sets (lfw.bin, cfp_fp.bin, agedb_30.bin, calfw.bin, cplfw.bin) in "
            + $"{_folder.File("data/verification")} for identity/ms1mv3.", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_the_pairs_is_balanced_and_named()
    {
        var result = Scores("scores", "--datasets", "lfw", "--max-samples", "100").RequireGood();

        var records = MetricsFile.Read(_folder.File("scores/metrics.json"));
        Assert.All(records, record => Assert.Equal((100L, 600L), (record.Samples, record.SplitSize)));
        Assert.Equal(0.5, records[0].Baseline);
        Assert.Null(records[1].Baseline);
        Assert.All(
            [result.Output, File.ReadAllText(_folder.File("scores/evaluation.md"))],
            text => Assert.Contains("verification lfw 100 of 600 pairs", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Former_scores_stay_unless_they_may_be_replaced()
    {
        string[] morph = ["--datasets", "morph2"];
        Scores("scores", morph).RequireGood();
        var before = File.ReadAllBytes(_folder.File("scores/metrics.json"));

        var line = Scores("scores", morph).RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("scores/metrics.json")));
        Scores("scores", [.. morph, "--overwrite"]).RequireGood();

        Assert.Contains("metrics.json and 2 more of the files to write would be", line, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("scores/metrics.previous.json")));
    }

    private static void Copy(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private string Find(string folder, string file) => Directory
        .EnumerateFiles(_folder.File($"data/{folder}"), file, SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .First();

    private void Break(string folder, string file, string? content)
    {
        if (content is null)
        {
            File.Delete(Find(folder, file));
        }
        else
        {
            File.WriteAllText(Find(folder, file), content);
        }
    }

    private CliResult Scores(string output, params string[] more) => CliRunner.Run(
    [
        "evaluate", "--data", _folder.File("data"), "--weights", _folder.File("weights.safetensors"), "--out",
        _folder.File(output), .. more,
    ]);
}
