using Faceptor.Evaluation;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointStore _store;

    public CheckpointStoreTests() => _store = new CheckpointStore(_folder.Path);

    [Fact]
    public void A_new_run_has_no_checkpoint()
    {
        Assert.Null(_store.FindNewest());
    }

    [Fact]
    public void The_newest_checkpoint_is_found_as_it_was_written()
    {
        Save(5);
        Save(10);

        var found = _store.FindNewest()!;

        Assert.Equal((10, 0), (found.Manifest.Info.Step, found.Damaged.Length));
        Assert.Equal("weights of 10", File.ReadAllText(found.WeightsPath));
        Assert.Equal(TrainingRecipes.Small.Tasks, found.Manifest.Run.Training.Tasks);
    }

    [Fact]
    public void The_last_ones_and_those_with_a_best_score_are_kept()
    {
        var best = new BestScore(new MetricRecord("age/morph2", "test", "mae_years", 3, 9, false, 5), 10);

        foreach (var step in Enumerable.Range(1, 6).Select(number => number * 5))
        {
            Save(step, numKept: 2, step >= 10 ? [best] : []);
        }

        Assert.Equal([10, 25, 30], _store.Steps().Order());
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("cut off")]
    [InlineData("missing")]
    [InlineData("manifest cut off")]
    [InlineData("manifest missing")]
    public void A_damaged_checkpoint_is_passed_over_and_named(string damage)
    {
        Save(5);
        var newest = Save(10);
        var weights = Path.Combine(newest, TrainingFiles.Weights);
        var manifest = Path.Combine(newest, TrainingFiles.Checkpoint);
        Action harm = damage switch
        {
            "changed" => () => File.WriteAllText(weights, "weights of 11"),
            "cut off" => () => File.WriteAllText(weights, "weights"),
            "missing" => () => File.Delete(weights),
            "manifest cut off" => () => File.WriteAllText(manifest, File.ReadAllText(manifest)[..200]),
            _ => () => File.Delete(manifest),
        };
        harm();

        var found = _store.FindNewest()!;

        Assert.Equal(5, found.Manifest.Info.Step);
        Assert.StartsWith(newest, Assert.Single(found.Damaged), StringComparison.Ordinal);
        Assert.False(Directory.Exists(newest));
        Assert.True(Directory.Exists(newest + ".damaged"));
    }

    [Fact]
    public void When_all_are_damaged_the_error_says_so()
    {
        File.Delete(Path.Combine(Save(5), TrainingFiles.Checkpoint));

        var error = Assert.Throws<CheckpointException>(_store.FindNewest);

        Assert.Contains("all checkpoints are damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_understood_but_as_it_was_written_is_another_versions_and_stays()
    {
        Save(5);
        var folder = Save(10);
        AddUnknownMember(folder, version: "9.9.9");

        var error = Assert.Throws<CheckpointException>(_store.FindNewest);

        Assert.Contains("this version does not understand it", error.Message, StringComparison.Ordinal);
        Assert.Contains("Resume with the version that wrote it", error.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder));
    }

    [Fact]
    public void What_this_version_wrote_and_does_not_understand_is_damaged_whatever_its_checksum_says()
    {
        Save(5);
        var folder = Save(10);
        AddUnknownMember(folder, RunRecord.CurrentLibraryVersion);

        var found = _store.FindNewest()!;

        Assert.Equal(5, found.Manifest.Info.Step);
        Assert.StartsWith(folder, Assert.Single(found.Damaged), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_under_the_name_of_another_step_is_no_checkpoint_of_it()
    {
        Save(5);
        Directory.Move(Save(10), Path.Combine(_folder.Path, TrainingFiles.CheckpointFolder, "step-00000011"));

        var found = _store.FindNewest()!;

        Assert.Equal(5, found.Manifest.Info.Step);
        Assert.Contains("expected step 11 as its folder is called, got 10", found.Damaged[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_checkpoints_of_one_step_are_all_kept()
    {
        Save(5);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            File.Delete(Path.Combine(Save(10), TrainingFiles.State));
            _store.FindNewest();
        }

        Assert.Equal(
            ["step-00000005", "step-00000010.damaged", "step-00000010.damaged-2"], Names().Order());
    }

    [Fact]
    public void Files_of_others_in_old_checkpoints_stay()
    {
        File.WriteAllText(Path.Combine(Save(5), "notes.txt"), "mine");

        Save(10, numKept: 1);

        Assert.Equal(["step-00000005.kept", "step-00000010"], Names().Order());
        Assert.Equal(
            "mine",
            File.ReadAllText(Path.Combine(
                _folder.Path, TrainingFiles.CheckpointFolder, "step-00000005.kept", "notes.txt")));
    }

    [Fact]
    public void Weights_behind_a_link_are_not_damaged()
    {
        var weights = Path.Combine(Save(5), TrainingFiles.Weights);
        File.Move(weights, _folder.File("elsewhere"));
        File.CreateSymbolicLink(weights, _folder.File("elsewhere"));

        Assert.Equal(5, _store.FindNewest()!.Manifest.Info.Step);
    }

    [Fact]
    public void What_is_left_under_the_name_of_a_part_is_not_in_the_way()
    {
        var leftover = Save(5) + ".part";
        Directory.CreateDirectory(leftover);
        File.WriteAllText(Path.Combine(leftover, "open.tmp"), "held by another program");

        Save(10, numKept: 1);

        Assert.Equal([10], _store.Steps());
    }

    [Fact]
    public void An_old_checkpoint_that_cannot_go_ends_no_run_and_goes_the_next_time()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Every folder may be written.");
            return;
        }

        Save(5);
        var folder = Path.Combine(_folder.Path, TrainingFiles.CheckpointFolder);
        var ten = Save(10);

        // The same step again writes nothing: only the pruning is left, which may not rename now.
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Equal(ten, Save(10, numKept: 1));
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.Equal([5, 10], _store.Steps().Order());
        Save(15, numKept: 1);
        Assert.Equal([15], _store.Steps());
    }

    [Fact]
    public void A_failed_write_leaves_the_earlier_ones_and_no_part()
    {
        Save(5);

        var error = Assert.Throws<CheckpointException>(() => _store.Save(Manifest(10, []), 1, folder =>
        {
            File.WriteAllText(Path.Combine(folder, TrainingFiles.Weights), "half");
            throw new IOException("No space left on device.");
        }));

        Assert.Contains(
            "the checkpoint of step 10 could not be written (No space left on device); earlier checkpoints are untouched",
            error.Message,
            StringComparison.Ordinal);
        Assert.Equal(5, _store.FindNewest()!.Manifest.Info.Step);
        Assert.Equal(["step-00000005"], Names());
    }

    [Fact]
    public void What_a_killed_process_has_left_is_removed()
    {
        Save(5);
        var part = Path.Combine(_folder.Path, TrainingFiles.CheckpointFolder, "step-00000010.1234.part");
        Directory.CreateDirectory(part);
        File.WriteAllText(Path.Combine(part, TrainingFiles.Weights), "half");

        Assert.Equal(5, _store.FindNewest()!.Manifest.Info.Step);

        Assert.Equal(["step-00000005"], Names());
    }

    [Fact]
    public void A_manifest_cannot_point_elsewhere()
    {
        var folder = Save(5);
        var manifest = Path.Combine(folder, TrainingFiles.Checkpoint);
        var text = File.ReadAllText(manifest).Replace(
            $"\"{TrainingFiles.Weights}\"", "\"../../secret\"", StringComparison.Ordinal);
        File.WriteAllText(manifest, text);
        File.WriteAllText(
            Path.Combine(folder, TrainingFiles.Checksum),
            CheckpointReader.ChecksumText(System.Text.Encoding.UTF8.GetBytes(text)));

        var error = Assert.Throws<CheckpointException>(() => CheckpointStore.ReadVerified(folder));

        Assert.Contains("'../../secret' is no file name", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static CheckpointManifest Manifest(int step, BestScore[] best) => new()
    {
        Info = new CheckpointInfo(step, TrainingRecipes.Small.NumSteps, CheckpointReason.Interval),
        Run = RunRecord.Of(TrainingRecipes.Small),
        Best = [.. best],
    };

    // With a checksum that fits.
    private static void AddUnknownMember(string folder, string version)
    {
        var manifest = Path.Combine(folder, TrainingFiles.Checkpoint);
        var text = File.ReadAllText(manifest)
            .Replace("\"format\"", "\"later\": 7, \"format\"", StringComparison.Ordinal)
            .Replace(RunRecord.CurrentLibraryVersion, version, StringComparison.Ordinal);
        File.WriteAllText(manifest, text);
        File.WriteAllText(
            Path.Combine(folder, TrainingFiles.Checksum),
            CheckpointReader.ChecksumText(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private string Save(int step, int numKept = 3, params BestScore[] best) =>
        _store.Save(Manifest(step, best), numKept, folder =>
        {
            File.WriteAllText(Path.Combine(folder, TrainingFiles.Weights), $"weights of {step}");
            File.WriteAllText(Path.Combine(folder, TrainingFiles.State), $"state of {step}");
        });

    private IEnumerable<string?> Names() =>
        Directory.GetFileSystemEntries(Path.Combine(_folder.Path, TrainingFiles.CheckpointFolder)).Select(Path.GetFileName);
}
