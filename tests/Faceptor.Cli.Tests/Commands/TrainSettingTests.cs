using Faceptor.Training.Recipes;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>Settings that need each other, and data that cannot be scored.</summary>
[Collection(TorchCollection.Name)]
public sealed class TrainSettingTests : IDisposable
{
    private static readonly string Fixtures =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Settings_that_need_each_other_come_in_any_order()
    {
        Link("LaPa", "MORPH2");
        string[] settings = ["tasks.parsing/lapa.batchSize=2", "tasks.parsing/lapa.weight=1"];

        foreach (var (name, order) in new[] { ("one", settings), ("other", [settings[1], settings[0]]) })
        {
            CliRunner.Run(
            [
                "train", "--data", _folder.File("data"), "--out", _folder.File(name), "--recipe", "small", "--steps",
                "1", "--no-evaluation", .. order.SelectMany(setting => (string[])["--set", setting]),
            ]).RequireGood();
        }

        var recipe = File.ReadAllText(_folder.File("one/recipe.yaml"));
        Assert.Equal(recipe, File.ReadAllText(_folder.File("other/recipe.yaml")));
        Assert.Contains("parsing/lapa", recipe, StringComparison.Ordinal);
    }

    public static TheoryData<string> RecipesWithIdentity =>
        [.. KnownRecipes.All
            .Where(recipe => recipe.Stage == RecipeStage.First
                && recipe.Training.Tasks.Any(entry => entry.Task.Id == "identity/ms1mv3"))
            .Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(RecipesWithIdentity))]
    public void Identity_without_verification_sets_trains_and_says_what_is_missing(string recipe)
    {
        Link("MS1MV3");

        var result = CliRunner.Run(
            "train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--recipe", recipe, "--preset",
            "small", "--tasks", "identity/ms1mv3", "--steps", "1").RequireGood();

        Assert.Contains(
            "nothing can be scored: expected verification sets (lfw.bin, cfp_fp.bin, agedb_30.bin, calfw.bin, "
            + $"cplfw.bin) in {_folder.File("data/verification")} for identity/ms1mv3; training goes on without scores",
            result.Output,
            StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run/weights.safetensors")));
        Assert.True(File.Exists(_folder.File("run/report.html")));
    }

    [Fact]
    public void What_can_be_scored_is_scored_beside_identity_that_cannot()
    {
        Link("MS1MV3", "MORPH2");

        var result = CliRunner.Run(
            "train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--steps", "1").RequireGood();

        Assert.Contains("cannot be scored: expected verification sets", result.Output, StringComparison.Ordinal);
        Assert.Contains("MORPH II test", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_test_split_is_named_before_training_with_the_way_around_it()
    {
        Link("MORPH2");
        File.Delete(_folder.File("data/MORPH2"));
        Directory.CreateDirectory(_folder.File("data/MORPH2"));
        Directory.CreateSymbolicLink(_folder.File("data/MORPH2/data"), Path.Combine(Fixtures, "MORPH2", "data"));
        Directory.CreateDirectory(_folder.File("data/MORPH2/label/RANDOM_80_20"));
        File.Copy(
            Path.Combine(Fixtures, "MORPH2/label/RANDOM_80_20/train.txt"),
            _folder.File("data/MORPH2/label/RANDOM_80_20/train.txt"));

        var line = CliRunner.Run("train", "--data", _folder.File("data"), "--out", _folder.File("run"), "--steps", "1")
            .RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("test.txt", line, StringComparison.Ordinal);
        Assert.Contains("or train without scoring, with --no-evaluation.", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("run/weights.safetensors")));
    }

    private void Link(params string[] names)
    {
        Directory.CreateDirectory(_folder.File("data"));
        foreach (var name in names)
        {
            Directory.CreateSymbolicLink(_folder.File($"data/{name}"), Path.Combine(Fixtures, name));
        }
    }
}
