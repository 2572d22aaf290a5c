using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Faceptor.Training.Checkpoints;
using static Faceptor.Cli.Tests.CliProcess;
using static Faceptor.Cli.Tests.TinyRun;

namespace Faceptor.Cli.Tests;

/// <summary>What <c>train --resume</c> does with checkpoints that are damaged, or that it cannot read.</summary>
[Collection(TorchCollection.Name)]
public sealed class ResumeTests : IClassFixture<TinyRun>, IDisposable
{
    private static readonly string[] Untouched =
        [.. Enumerable.Range(NumSteps - 3, 4).Select(step => $"step-{step:D8}")];

    private readonly TemporaryFolder _folder = new();
    private readonly TinyRun _whole;
    private readonly string _run;

    public ResumeTests(TinyRun whole)
    {
        _whole = whole;
        _run = whole.CopyTo(_folder.File("run"));
        File.Delete(Path.Combine(_run, TrainingFiles.Weights));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TrainingFiles.Weights)]
    [InlineData(TrainingFiles.State)]
    [InlineData(TrainingFiles.Checkpoint)]
    [InlineData(TrainingFiles.Checksum)]
    public void A_file_that_cannot_be_read_stops_with_its_path_and_changes_nothing(string name)
    {
        // A folder under a file's name is refused by the system as a file without permission is.
        var file = Path.Combine(CheckpointOf(_run, NumSteps), name);
        File.Move(file, _folder.File("put aside"));
        Directory.CreateDirectory(file);

        var line = Resume().RequireOneLine(FaceptorApp.Failed);

        Assert.Contains($"step-{NumSteps:D8}", line, StringComparison.Ordinal);
        Assert.Contains("cannot be read", line, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", line, StringComparison.Ordinal);
        Assert.Equal(Untouched, Checkpoints(_run));

        // The fault is over.
        Directory.Delete(file);
        File.Move(_folder.File("put aside"), file);
        Resume().RequireGood();
        Assert.Equal(Untouched, Checkpoints(_run));
        _whole.AssertSameWeights(_run);
    }

    [Fact]
    public async Task A_file_without_permission_stops_and_costs_no_checkpoint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions are those of Unix.");
        await RunProgramAsync("chmod", ["-R", "a+rwX", _folder.Path]);
        await RunProgramAsync("chmod", ["-R", "a+rX", Path.GetDirectoryName(_whole.Data)!]);
        string[] closed = [.. Untouched.Select(name => Path.Combine(
            _run, TrainingFiles.CheckpointFolder, name, TrainingFiles.Weights))];
        await RunProgramAsync("chmod", ["000", .. closed]);
        var (program, first) = await SomebodyWithoutRightsAsync(closed[0]);

        var result = await RunProgramAsync(
            program,
            [.. first, Dotnet, Executable, "train", "--resume", "--out", _run, "--no-evaluation"],
            ("HOME", _folder.Path),
            ("DOTNET_CLI_HOME", _folder.Path));

        var line = result.RequireOneLine(FaceptorApp.Failed);
        Assert.Contains("cannot be read", line, StringComparison.Ordinal);
        Assert.Contains(Untouched[^1], line, StringComparison.Ordinal);
        Assert.Equal(Untouched, Checkpoints(_run));

        await RunProgramAsync("chmod", ["644", .. closed]);
        Resume().RequireGood();
        Assert.Equal(Untouched, Checkpoints(_run));
        _whole.AssertSameWeights(_run);
    }

    [Fact]
    public void A_checkpoint_of_a_newer_version_stops_and_changes_nothing()
    {
        Edit(CheckpointOf(_run, NumSteps), json => json["format"] = CheckpointManifest.CurrentFormat + 1);

        var line = Resume().RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("of a newer version; nothing was changed", line, StringComparison.Ordinal);
        Assert.Equal(Untouched, Checkpoints(_run));
    }

    [Fact]
    public void Checkpoints_that_are_linked_from_elsewhere_and_not_there_stop_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there.");
        var checkpoints = Path.Combine(_run, TrainingFiles.CheckpointFolder);
        Directory.Move(checkpoints, _folder.File("disk"));
        File.CreateSymbolicLink(checkpoints, _folder.File("not mounted"));

        var line = Resume().RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("the checkpoints cannot be listed", line, StringComparison.Ordinal);
        Directory.Move(_folder.File("disk"), _folder.File("not mounted"));
        Resume().RequireGood();
        _whole.AssertSameWeights(_run);
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edited_manifest_is_damage_and_the_checkpoint_before_is_taken(string edit, bool isOld)
    {
        if (isOld)
        {
            MakeOld(_run);
        }

        Edit(CheckpointOf(_run, NumSteps), json => Change(json, edit));

        var result = Resume().RequireGood();

        Assert.Contains("passed over a damaged checkpoint: ", result.Output, StringComparison.Ordinal);
        Assert.Contains($"It is kept as step-{NumSteps:D8}.damaged.", result.Output, StringComparison.Ordinal);
        Assert.Contains($"going on after step {NumSteps - 1} of {NumSteps}", result.Output, StringComparison.Ordinal);
        Assert.Equal([.. Untouched, $"{Untouched[^1]}.damaged"], Checkpoints(_run));
        _whole.AssertSameWeights(_run);
    }

    [Theory]
    [InlineData("unknown member")]
    [InlineData("training null")]
    [InlineData("info null")]
    [InlineData("files null")]
    public void An_edited_manifest_of_this_version_is_damage_even_with_a_checksum_that_fits(string edit)
    {
        var newest = CheckpointOf(_run, NumSteps);
        Edit(newest, json => Change(json, edit));
        var sum = Convert.ToHexStringLower(
            SHA256.HashData(File.ReadAllBytes(Path.Combine(newest, TrainingFiles.Checkpoint))));
        File.WriteAllText(Path.Combine(newest, TrainingFiles.Checksum), $"{sum}  {TrainingFiles.Checkpoint}\n");

        var result = Resume().RequireGood();

        Assert.Contains("passed over a damaged checkpoint: ", result.Output, StringComparison.Ordinal);
        _whole.AssertSameWeights(_run);
    }

    [Fact]
    public void A_run_that_died_in_its_first_checkpoint_begins_again()
    {
        var checkpoints = Path.Combine(_run, TrainingFiles.CheckpointFolder);
        Directory.Delete(checkpoints, recursive: true);
        var half = Directory.CreateDirectory(Path.Combine(checkpoints, "step-00000001.part"));
        File.WriteAllText(Path.Combine(half.FullName, TrainingFiles.Weights), "half");
        File.Delete(Path.Combine(_run, TrainingFiles.Weights));

        var result = Resume().RequireGood();

        Assert.Contains("beginning again with step 1", result.Output, StringComparison.Ordinal);
        _whole.AssertSameWeights(_run);
    }

    [Fact]
    public void A_file_of_a_checkpoint_may_be_a_link_and_one_that_leads_nowhere_stops_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there.");
        var state = Path.Combine(CheckpointOf(_run, NumSteps), TrainingFiles.State);
        File.Move(state, _folder.File("not mounted"));
        File.CreateSymbolicLink(state, _folder.File("mounted"));

        var line = Resume().RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("where nothing is", line, StringComparison.Ordinal);
        Assert.Equal(Untouched, Checkpoints(_run));
        File.Move(_folder.File("not mounted"), _folder.File("mounted"));
        Resume().RequireGood();
        Assert.Equal(Untouched, Checkpoints(_run));
    }

    public static TheoryData<string, bool> Edits()
    {
        // With a checksum every edit shows alike; without one each has to be noticed by what it says.
        string[] some = ["files null", "info null", "run null", "step negative", "step before", "no format"];
        string[] all =
        [
            .. some, "file null", "file name null", "training null", "tasks null", "samples null", "best null",
            "step beyond", "steps of another run", "name leads elsewhere", "name leads elsewhere on Windows",
            "a file twice", "weights not listed", "no object", "length", "unknown member",
        ];
        return
        [
            .. some.Append("unknown member").Select(edit => new TheoryDataRow<string, bool>(edit, false)),
            .. all.Select(edit => new TheoryDataRow<string, bool>(edit, true)),
        ];
    }

    [Fact]
    public void Old_checkpoints_are_read_and_it_is_said_that_nothing_vouches_for_their_manifest()
    {
        MakeOld(_run);

        var result = Resume().RequireGood();

        Assert.Contains(
            "not as it was: the checkpoint was written by an earlier version", result.Output, StringComparison.Ordinal);
        Assert.Equal(Untouched, Checkpoints(_run));
        _whole.AssertSameWeights(_run);
    }

    [Fact]
    public void When_all_are_damaged_nothing_is_renamed_and_nothing_begins_again()
    {
        foreach (var name in Untouched)
        {
            File.WriteAllText(
                Path.Combine(_run, TrainingFiles.CheckpointFolder, name, TrainingFiles.State), "something else");
        }

        var line = Resume().RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("all checkpoints are damaged", line, StringComparison.Ordinal);
        Assert.Contains("--overwrite", line, StringComparison.Ordinal);
        Assert.Equal(Untouched, Checkpoints(_run));
    }

    [Fact]
    public void Without_a_whole_checkpoint_a_run_with_results_does_not_begin_again()
    {
        foreach (var name in Untouched)
        {
            var folder = Path.Combine(_run, TrainingFiles.CheckpointFolder, name);
            Directory.Move(folder, folder + ".damaged");
        }

        var line = Resume().RequireOneLine(FaceptorApp.Failed);

        Assert.Contains(
            "there is no checkpoint to go on from, and beginning again would remove checkpoints",
            line,
            StringComparison.Ordinal);
        Assert.Equal(Untouched.Select(name => name + ".damaged"), Checkpoints(_run));
    }

    [Fact]
    public void Other_labels_are_said()
    {
        var data = _folder.File("data");
        foreach (var file in Directory.GetFiles(_whole.Data, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(data, Path.GetRelativePath(_whole.Data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var unchanged = Resume("--data", data).RequireGood();
        var list = Directory.GetFiles(Path.Combine(data, "MORPH2"), "*train*", SearchOption.AllDirectories)
            .First(path => !path.EndsWith(".png", StringComparison.Ordinal));
        var lines = File.ReadAllLines(list);
        File.WriteAllLines(list, [lines[1], lines[0], .. lines[2..]]);
        var changed = Resume("--data", data).RequireGood();

        Assert.DoesNotContain("not as it was", unchanged.Output, StringComparison.Ordinal);
        Assert.Contains("not as it was: dataset of age/morph2: ", changed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("dataset of expression/raf-db", changed.Output, StringComparison.Ordinal);
    }

    private static void Change(JsonObject json, string edit)
    {
        var files = json["files"]!.AsArray();
        var info = json["info"]!.AsObject();
        Action change = edit switch
        {
            "files null" => () => json["files"] = null,
            "file null" => () => files[0] = null,
            "file name null" => () => files[0]!["name"] = null,
            "info null" => () => json["info"] = null,
            "run null" => () => json["run"] = null,
            "training null" => () => json["run"]!["training"] = null,
            "tasks null" => () => json["run"]!["training"]!["tasks"] = new JsonArray(null, null),
            "samples null" => () => json["run"]!["samples"] = null,
            "best null" => () => json["best"] = new JsonArray((JsonNode?)null),
            "step negative" => () => info["step"] = -1,
            "step before" => () => info["step"] = NumSteps - 1,
            "step beyond" => () => info["step"] = NumSteps + 1,
            "steps of another run" => () => info["numSteps"] = NumSteps + 1,
            "name leads elsewhere" => () => files[0]!["name"] = "../../weights.safetensors",
            "name leads elsewhere on Windows" => () => files[0]!["name"] = @"..\weights.safetensors",
            "a file twice" => () => files.Add(files[0]!.DeepClone()),
            "weights not listed" => () => files.RemoveAt(files.Count - 1),
            "no format" => () => json.Remove("format"),
            "no object" => () => json["run"] = 7,
            "length" => () => files[0]!["length"] = 7,
            "unknown member" => () => json["unknown"] = 7,
            _ => throw new ArgumentException(edit),
        };
        change();
    }

    // Root may read everything; somebody else may not.
    private static async Task<(string Program, string[] First)> SomebodyWithoutRightsAsync(string closed)
    {
        if (!CanRead(closed))
        {
            return ("env", []);
        }

        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        try
        {
            var probe = await RunProgramAsync("setpriv", [.. nobody, Dotnet, Executable, "recipes"]);
            Assert.SkipUnless(probe.Code == 0, $"another user cannot run the program here: {probe.Error}");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Skip($"root reads everything, and {error.Message}");
        }

        return ("setpriv", nobody);
    }

    private static bool CanRead(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private CliResult Resume(params string[] more) =>
        CliRunner.Run(["train", "--resume", "--out", _run, "--no-evaluation", .. more]);
}
