using Faceptor.Models.Weights;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using static Faceptor.Cli.Tests.TinyRun;

namespace Faceptor.Cli.Tests;

/// <summary>What <c>train</c> replaces in a folder that holds something, and what not.</summary>
[Collection(TorchCollection.Name)]
public sealed class RunFolderTests : IClassFixture<TinyRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyRun _whole;
    private readonly string _run;

    public RunFolderTests(TinyRun whole)
    {
        _whole = whole;
        _run = whole.CopyTo(_folder.File("run"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_begins_over_another_only_when_asked_to_and_leaves_what_is_the_users()
    {
        var first = CheckpointOf(_run, 2);
        string[] mine =
        [
            Write(Path.Combine(_run, "notes.txt")),
            Write(Path.Combine(_run, TrainingFiles.CheckpointFolder, "why.txt")),
            Write(Path.Combine(_run, TrainingFiles.CheckpointFolder, "best", TrainingFiles.Weights)),
        ];
        Write(Path.Combine(first, "notes.txt"));
        Directory.Move(CheckpointOf(_run, 3), CheckpointOf(_run, 3) + ".damaged");
        var before = Snapshot();

        var line = Train().RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Contains("holds the results of an earlier run", line, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());

        Train("--overwrite").RequireGood();

        Assert.All(mine, path => Assert.Equal("mine", File.ReadAllText(path)));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_run, TrainingFiles.CheckpointFolder, "step-00000002.kept",
            "notes.txt")));
        Assert.Equal(["best", "step-00000001", "step-00000002.kept"], Checkpoints(_run));
        FaceptorWeights.Load(Path.Combine(_run, TrainingFiles.Weights)).Dispose();
    }

    [Fact]
    public void Without_the_mark_nothing_is_removed()
    {
        File.Delete(Path.Combine(_run, TrainingFiles.Marker));
        var before = Snapshot();

        var line = Train("--overwrite").RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains($"without {TrainingFiles.Marker}", line, StringComparison.Ordinal);
        Assert.Contains("nothing was removed", line, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());

        // A run of a version without marks gets one when its checkpoints have been found to be ours.
        CliRunner.Run("train", "--resume", "--out", _run, "--no-evaluation").RequireGood();
        Train("--overwrite").RequireGood();
    }

    [Fact]
    public void Files_of_the_user_with_names_of_a_run_are_not_replaced()
    {
        var output = _folder.File("other");
        var recipe = Write(Path.Combine(output, TrainingFiles.Recipe), "recipe: small\n");

        var line = CliRunner.Run(["train", "--data", _whole.Data, "--out", output, .. Settings, "--overwrite"])
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("holds recipe.yaml without", line, StringComparison.Ordinal);
        Assert.Equal("recipe: small\n", File.ReadAllText(recipe));
        Assert.Single(Directory.GetFileSystemEntries(output));
    }

    [Theory]
    [InlineData("--weights", "checkpoints/step-00000005/weights.safetensors")]
    [InlineData("--weights", "weights.safetensors")]
    [InlineData("--weights", "../linked/step-00000005/weights.safetensors")]
    [InlineData("--config", "recipe.yaml")]
    [InlineData("--config", "checkpoints/mine.yaml")]
    [InlineData("--data", "checkpoints/data")]
    public void What_a_run_reads_is_not_removed_by_it(string option, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there.");
        Directory.CreateSymbolicLink(
            _folder.File("linked"), Path.Combine(_run, TrainingFiles.CheckpointFolder));
        Write(Path.Combine(_run, TrainingFiles.CheckpointFolder, "mine.yaml"), "recipe: small\n");
        Directory.CreateDirectory(Path.Combine(_run, TrainingFiles.CheckpointFolder, "data"));
        var before = Snapshot();
        string[] arguments = ["train", "--out", _run, "--overwrite", option, Path.Combine(_run, path)];
        string[] data = option == "--data" ? [] : ["--data", _whole.Data];

        var line = CliRunner.Run([.. arguments, .. data]).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("would be removed with the earlier run", line, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void A_command_line_that_fails_leaves_no_folder()
    {
        var output = _folder.File("deep/er");

        CliRunner.Run("train", "--data", _folder.File("nothing"), "--out", output).RequireOneLine(FaceptorApp.Failed);

        Assert.False(Directory.Exists(_folder.File("deep")));
    }

    [Fact]
    public void A_run_without_a_checkpoint_interval_is_saved_by_time()
    {
        var output = _folder.File("timed");

        CliRunner.Run(
        [
            "train", "--data", _whole.Data, "--out", output, .. Settings, "--set", "checkpointInterval=0", "--set",
            "checkpointMinutes=0.000001",
        ]).RequireGood();

        Assert.Equal([2, 3, 4, 5], new CheckpointStore(output).Steps().Order());
    }

    [Fact]
    public void Scores_are_marked_as_ours()
    {
        var output = _folder.File("scores");

        CliRunner.Run(
            "evaluate", "--data", _whole.Data, "--weights", Path.Combine(_whole.Path, TrainingFiles.Weights), "--tasks",
            "age/morph2", "--out", output).RequireGood();

        Assert.False(File.Exists(Path.Combine(output, FolderLock.FileName)));
        TrainInto(output, "--overwrite").RequireGood();
        Assert.False(File.Exists(Path.Combine(output, TrainingFiles.Metrics)));
    }

    private static string Write(string path, string text = "mine")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private CliResult Train(params string[] more) => TrainInto(_run, more);

    private CliResult TrainInto(string output, params string[] more) => CliRunner.Run(
    [
        "train", "--data", _whole.Data, "--out", output,
        .. Settings.Select(value => value == $"{NumSteps}" ? "1" : value), .. more,
    ]);

    private string[] Snapshot() =>
    [
        .. Directory.GetFileSystemEntries(_run, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => File.Exists(path) ? $"{path} {Convert.ToHexString(File.ReadAllBytes(path)[..3])}" : path),
    ];
}
