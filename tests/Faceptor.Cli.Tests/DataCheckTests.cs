using System.Text.Json;
using Faceptor.Data.Datasets;

namespace Faceptor.Cli.Tests;

public sealed class DataCheckTests
{
    private static string Fixtures =>
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    [Fact]
    public void Datasets_are_listed_beside_the_papers_counts()
    {
        var result = CliRunner.Run("data", "check", Fixtures, "--deep");

        Assert.Matches(@"\| RAF-DB +\| prepared +\| train +\| +12 \| +12,271 \| +12 \|", result.Output);
        Assert.Matches(@"\| lfw +\| +12 \| +6 \|", result.Output);
        Assert.Contains("AffectNet train: neutral 3, happy 3", result.Output, StringComparison.Ordinal);

        // AFLW-19's first 20,000 faces are for training; the fixture has 16 and nothing to test on.
        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Contains("list: AFLW-19 test_full: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("list: AFLW-19 test_frontal: ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 problems found", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_dataset_ends_with_code_0()
    {
        var result = CliRunner.Run("data", "check", Fixtures, "--dataset", "CelebAMask-HQ", "--deep");

        result.RequireGood();
        Assert.EndsWith("no problems found", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_nothing_but_json()
    {
        var result = CliRunner.Run("data", "check", Fixtures, "--dataset", "rafdb", "--json");

        result.RequireGood();
        using var json = JsonDocument.Parse(result.Output);
        var dataset = Assert.Single(json.RootElement.GetProperty("datasets").EnumerateArray());
        Assert.Equal("expression/raf-db", dataset.GetProperty("task").GetString());
        Assert.Equal(12, dataset.GetProperty("splits")[0].GetProperty("count").GetInt32());
    }

    [Fact]
    public void A_problem_ends_with_code_1_and_names_the_file()
    {
        using var folder = new TemporaryFolder();
        var label = Path.Combine(folder.Path, "RAF-DB", "basic", "label.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(label)!);
        System.IO.File.WriteAllText(label, "train_1.jpg 4\ntest_1.jpg 2\n");

        var result = CliRunner.Run("data", "check", folder.Path);

        Assert.Equal(FaceptorApp.Failed, result.Code);
        var image = Path.Combine(folder.Path, "RAF-DB", "basic", "data", "train_1.jpg");
        Assert.Contains($"missing: RAF-DB train: {image}: the image does not exist", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 problems found", result.Output, StringComparison.Ordinal);
        Assert.Contains("not found: 300W", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_dataset_that_is_not_there_tells_every_path_that_was_looked_for()
    {
        using var folder = new TemporaryFolder();

        var result = CliRunner.Run("data", "check", folder.Path, "--dataset", "CelebA");

        Assert.Equal(FaceptorApp.Failed, result.Code);
        var home = DatasetRegistry.Known.GetFolder(FaceTasks.AttributesCelebA, folder.Path);
        Assert.Contains($"not found: CelebA: the folder does not exist: {Path.Combine(home, "label.pkl")}", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("no problems", result.Output, StringComparison.Ordinal);
    }
}
