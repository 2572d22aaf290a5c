using System.Diagnostics;
using System.Text.Json;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using static Faceptor.Cli.Tests.CliProcess;

namespace Faceptor.Cli.Tests;

/// <summary>Runs in processes of their own that die: killed at any moment, or by a full disk.</summary>
[Collection(TorchCollection.Name)]
public sealed class SurvivalTests : IDisposable
{
    private const int NumSteps = 14;

    private static readonly string[] Settings =
    [
        "--recipe", "small", "--tasks", "age/morph2,expression/raf-db,identity/ms1mv3", "--no-evaluation",
        "--steps", $"{NumSteps}", "--log-interval", "1",
        "--set", "checkpointInterval=1", "--set", "keepCheckpoints=2",
        "--set", "tasks.age/morph2.batchSize=2", "--set", "tasks.expression/raf-db.batchSize=2",
        "--set", "tasks.identity/ms1mv3.batchSize=4", "--set", "augmentation=published",
        "--set", "model.dropPathRate=0.2", "--set", "model.encoderDim=48", "--set", "model.encoderHeads=4",
        "--set", "model.encoderBlocks=2", "--set", "model.decoderLayers=2", "--workers", "1",
    ];

    private readonly TemporaryFolder _folder = new();

    public SurvivalTests() =>
        CliRunner.Run("data", "synthesize", Data, "--count", "60", "--seed", "5").RequireGood();

    private string Data => _folder.File("data");

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_same_bits()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await FinishAsync(["train", "--data", Data, "--out", _folder.File("whole"), .. Settings]);

        using (var process = Start(["train", "--data", Data, "--out", _folder.File("killed"), .. Settings]))
        {
            await KillWhenAsync(process, () => Steps("killed") >= 2);
        }

        // Once in the middle of writing a checkpoint, then at moments that nobody chose.
        using (var process = Resume("killed"))
        {
            await KillWhenAsync(process, () => Directory.Exists(Checkpoints("killed"))
                && Directory.GetDirectories(Checkpoints("killed"), "*.part").Length > 0);
        }

        for (var kill = 0; kill < 3; kill++)
        {
            var (before, wait) = (Steps("killed"), random.Next(300));
            using var process = Resume("killed");
            await KillWhenAsync(process, () => Steps("killed") > before || process.HasExited);
            await Task.Delay(wait, TestContext.Current.CancellationToken);
        }

        await FinishAsync(["train", "--resume", "--out", _folder.File("killed"), "--no-evaluation"]);

        AssertEqualTensors(TrainingFiles.Weights, seed);
        AssertEqualTensors(
            Path.Combine(TrainingFiles.CheckpointFolder, $"step-{NumSteps:D8}", TrainingFiles.State), seed);
        Assert.Equal(Losses("whole"), Losses("killed"));
        Assert.Empty(Directory.GetDirectories(Checkpoints("killed"), "*.part"));
    }

    [Fact]
    public async Task A_full_disk_leaves_the_checkpoint_before_and_says_what_happened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small disk is mounted by Linux's means.");
        var disk = _folder.File("disk");
        Directory.CreateDirectory(disk);
        var probe = await RunProgramAsync("unshare", ["-m", "sh", "-c", $"mount -t tmpfs -o size=1m tmpfs '{disk}'"]);
        Assert.SkipUnless(probe.Code == 0, $"no small disk can be mounted here: {probe.Error}");
        await FinishAsync(["train", "--data", Data, "--out", _folder.File("whole"), .. Settings]);
        var size = new DirectoryInfo(Path.Combine(Checkpoints("whole"), $"step-{NumSteps:D8}"))
            .GetFiles().Sum(file => file.Length);

        // Room for two checkpoints and a half; what is on the disk at the end is copied from it before it goes.
        var script =
            $"mount -t tmpfs -o size={size * 5 / 2} tmpfs '{disk}' && "
            + $"{Quote([Dotnet, Executable, "train", "--data", Data, "--out", $"{disk}/run", .. Settings])}; "
            + $"code=$?; cp -r '{disk}/run' '{_folder.File("full")}'; exit $code";
        var (code, _, error) = await RunProgramAsync("unshare", ["-m", "sh", "-c", script]);

        Assert.Equal(FaceptorApp.Failed, code);
        Assert.Contains("the checkpoint of step 3 could not be written", error, StringComparison.Ordinal);
        Assert.Contains("earlier checkpoints are untouched", error, StringComparison.Ordinal);
        var kept = new CheckpointStore(_folder.File("full")).FindNewest()!;
        Assert.Equal((2, 0), (kept.Manifest.Info.Step, kept.Damaged.Length));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("full"), "*.part", SearchOption.AllDirectories));

        // With room again, the run ends as if nothing had happened.
        Directory.Move(_folder.File("full"), _folder.File("killed"));
        await FinishAsync(["train", "--resume", "--out", _folder.File("killed"), "--no-evaluation"]);
        AssertEqualTensors(TrainingFiles.Weights, seed: 0);
    }

    [Fact]
    public async Task A_signal_to_stop_finishes_the_step_saves_it_and_ends_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent by the means of Unix.");
        string[] settings =
        [
            .. Settings.Select(value => value == $"{NumSteps}" ? "100000" : value), "--set", "checkpointInterval=0",
        ];
        var log = Path.Combine(_folder.File("once"), TrainingFiles.Log);
        using var process = Start(["train", "--data", Data, "--out", _folder.File("once"), .. settings]);
        try
        {
            await WaitAsync(() => File.Exists(log) && new FileInfo(log).Length > 0);

            // Ctrl-C and this signal are one to the program; a test that runs in the background inherits that Ctrl-C is
            // ignored.
            await SignalAsync(process, "TERM");
            await process.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(Patience, TestContext.Current.CancellationToken);

            Assert.Equal(FaceptorApp.Cancelled, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        var saved = new CheckpointStore(_folder.File("once")).FindNewest()!.Manifest.Info;
        Assert.Equal(CheckpointReason.Cancelled, saved.Reason);
        Assert.True(File.Exists(Path.Combine(_folder.File("once"), TrainingFiles.Weights)));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task FinishAsync(string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == FaceptorApp.Success, $"{string.Join(' ', arguments)}\n{output}\n{error}");
    }

    private Process Resume(string run) => Start(["train", "--resume", "--out", _folder.File(run), "--no-evaluation"]);

    private string Checkpoints(string run) => Path.Combine(_folder.File(run), TrainingFiles.CheckpointFolder);

    private int Steps(string run) => Directory.Exists(Checkpoints(run))
        ? Directory.GetDirectories(Checkpoints(run), "step-*")
            .Select(Path.GetFileName)
            .Where(name => !name!.EndsWith(".part", StringComparison.Ordinal))
            .Select(name => int.Parse(name!["step-".Length..], System.Globalization.CultureInfo.InvariantCulture))
            .DefaultIfEmpty()
            .Max()
        : 0;

    private (int Step, double Loss, double Norm)[] Losses(string run) =>
    [
        .. File.ReadLines(Path.Combine(_folder.File(run), TrainingFiles.Log)).Select(line =>
        {
            var report = JsonDocument.Parse(line).RootElement;
            return (
                report.GetProperty("step").GetInt32(),
                report.GetProperty("totalLoss").GetDouble(),
                report.GetProperty("gradientNorm").GetDouble());
        }),
    ];

    private void AssertEqualTensors(string name, int seed)
    {
        using var whole = SafeTensors.Open(Path.Combine(_folder.File("whole"), name));
        using var killed = SafeTensors.Open(Path.Combine(_folder.File("killed"), name));
        Assert.Equal(whole.Names, killed.Names);
        Assert.All(whole.Names, tensor =>
        {
            using var first = whole.Read(tensor);
            using var second = killed.Read(tensor);
            Assert.True(first.bytes.SequenceEqual(second.bytes), $"{name}: {tensor} differs (moments of seed {seed})");
        });
    }
}
