using System.Diagnostics;
using Faceptor.Cli.Ranks;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using static Faceptor.Cli.Tests.CliProcess;
using static Faceptor.Cli.Tests.TinyRun;

namespace Faceptor.Cli.Tests;

/// <summary>Runs beside other processes: two in one folder, launchers, signals, other numbers of threads.</summary>
[Collection(TorchCollection.Name)]
public sealed class RunProcessTests(TinyRun whole) : IClassFixture<TinyRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.File("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_belongs_to_one_process_until_it_dies()
    {
        using var first = Start(Endless(whole.Data, Run, "--set", "checkpointMinutes=0.000001"));
        try
        {
            await WaitAsync(() => first.HasExited || Steps(Run).Length > 0);

            // All of them before anything is read or removed; the last one from another process as well.
            string[][] others =
            [
                ["train", "--resume", "--out", Run, "--no-evaluation"],
                [.. Endless(whole.Data, Run)],
                [.. Endless(whole.Data, Run), "--overwrite"],
                [
                    "evaluate", "--data", whole.Data, "--weights", Path.Combine(whole.Path, TrainingFiles.Weights),
                    "--out", Run,
                ],
            ];
            var results = others.Select(other => CliRunner.Run(other))
                .Append(await RunAsync("train", "--resume", "--out", Run, "--no-evaluation"));
            Assert.All(results, result => Assert.Contains(
                $"in use by process {first.Id} on host {Environment.MachineName}",
                result.RequireOneLine(FaceptorApp.Failed),
                StringComparison.Ordinal));
            Assert.False(first.HasExited);
        }
        finally
        {
            first.Kill(entireProcessTree: true);
            await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // Killed without a chance to say so; its file is still there, its lock is not.
        Assert.True(File.Exists(Path.Combine(Run, FolderLock.FileName)));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        CliRunner.Run(cancelled.Token, "train", "--resume", "--out", Run, "--no-evaluation")
            .RequireOneLine(FaceptorApp.Cancelled);
        Assert.False(File.Exists(Path.Combine(Run, FolderLock.FileName)));
    }

    [Theory]
    [InlineData("quickstart")]
    public void Commands_of_many_runs_take_their_folder_too(string command)
    {
        using var held = FolderLock.Take(Run);

        var line = CliRunner.Run([.. command.Split(' '), "--out", Run]).RequireOneLine(FaceptorApp.Failed);

        Assert.Contains($"in use by process {Environment.ProcessId} on host", line, StringComparison.Ordinal);
        Assert.Equal([FolderLock.FileName], Directory.GetFileSystemEntries(Run).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0")]
    [InlineData("WORLD_SIZE=2 RANK=1")]
    public async Task One_of_several_processes_of_a_launcher_is_no_quickstart(string variables)
    {
        var environment = variables.Split(' ').Select(text => text.Split('=')).Select(pair => (pair[0], pair[1]));

        var line = (await RunAsync([.. environment], "quickstart", "--out", Run)).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("started 2 processes", line, StringComparison.Ordinal);
        Assert.Contains("only train works as several", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Run));
    }

    [Fact]
    public async Task A_rank_stops_when_its_launcher_is_gone()
    {
        using var process = Process.Start(new ProcessStartInfo(Dotnet, [Executable, .. Endless(whole.Data, Run)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [RankProgram.LeashVariable] = "1" },
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await WaitAsync(HasBegun);
            Assert.False(process.HasExited);

            process.StandardInput.Close();

            await process.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.Equal(FaceptorApp.Cancelled, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        AssertSaved();
    }

    [Fact]
    public async Task A_run_goes_on_with_as_many_threads_as_it_had()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "one processor has one thread.");
        string[] steps = ["train", "--data", whole.Data, .. Settings, "--out"];
        (string, string)[] two = [("OMP_NUM_THREADS", "2")];
        (await RunAsync(two, [.. steps, _folder.File("whole")])).RequireGood();
        (await RunAsync(two, [.. steps, Run])).RequireGood();
        File.Delete(Path.Combine(Run, TrainingFiles.Weights));
        Directory.Delete(CheckpointOf(Run, NumSteps), recursive: true);

        var resumed = await RunAsync([("OMP_NUM_THREADS", "1")], "train", "--resume", "--out", Run, "--no-evaluation");

        Assert.DoesNotContain("not as it was", resumed.RequireGood().Output, StringComparison.Ordinal);
        Assert.Equal(2, CheckpointStore.ReadVerified(CheckpointOf(Run, NumSteps)).Run.NumThreads);
        Assert.Equal(
            File.ReadAllBytes(_folder.File($"whole/{TrainingFiles.Weights}")),
            File.ReadAllBytes(Path.Combine(Run, TrainingFiles.Weights)));
    }

    [Fact]
    public void Threads_that_this_machine_does_not_have_are_said()
    {
        whole.CopyTo(Run);
        foreach (var name in Checkpoints(Run))
        {
            var folder = Path.Combine(Run, TrainingFiles.CheckpointFolder, name);
            Edit(folder, json => json["run"]!["numThreads"] = 4096);
            Edit(folder, json => json["run"]!["device"] = "cuda:0");
            var manifest = File.ReadAllBytes(Path.Combine(folder, TrainingFiles.Checkpoint));
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest));
            File.WriteAllText(Path.Combine(folder, TrainingFiles.Checksum), $"{hash}  {TrainingFiles.Checkpoint}\n");
        }

        var output = CliRunner.Run("train", "--resume", "--out", Run, "--no-evaluation").RequireGood().Output;

        Assert.Contains("not as it was: threads that compute: 4096 before, ", output, StringComparison.Ordinal);
        Assert.Contains("not as it was: device: cuda:0 before, cpu now", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", false)]
    [InlineData("HUP", false)]
    [InlineData("HUP", true)]
    [InlineData("USR1", true)]
    public async Task A_signal_finishes_the_step_and_saves_it(string signal, bool isRepeated)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent by the means of Unix.");
        using var process = Start(Endless(whole.Data, Run));
        try
        {
            await WaitAsync(HasBegun);

            // Shells and terminals may say more than once that they close.
            for (var time = 0; time < (isRepeated ? 3 : 1); time++)
            {
                await SignalAsync(process, signal);
            }

            await process.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.Equal(FaceptorApp.Cancelled, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        AssertSaved();
    }

    [Fact]
    public async Task A_terminal_that_closes_costs_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a terminal is made by the means of Linux.");
        Process terminal;
        try
        {
            terminal = Process.Start(new ProcessStartInfo(
                "script",
                ["-qfc", $"{Quote([Dotnet, Executable, .. Endless(whole.Data, Run)])} ; exit", "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Skip($"no terminal can be made here: {error.Message}");
            return;
        }

        using (terminal)
        {
            terminal.BeginOutputReadLine();
            await WaitAsync(() => terminal.HasExited || HasBegun());

            // The terminal alone: what runs in it is told by the system.
            terminal.Kill();
            await WaitAsync(() => File.Exists(Path.Combine(Run, TrainingFiles.Weights)));
            await WaitAsync(() => !File.Exists(Path.Combine(Run, FolderLock.FileName)));
        }

        AssertSaved();
    }

    private static int[] Steps(string run) => [.. new CheckpointStore(run).Steps()];

    private bool HasBegun()
    {
        var log = Path.Combine(Run, TrainingFiles.Log);
        return File.Exists(log) && new FileInfo(log).Length > 0;
    }

    private void AssertSaved()
    {
        var saved = new CheckpointStore(Run).FindNewest()!.Manifest.Info;
        Assert.Equal(CheckpointReason.Cancelled, saved.Reason);
        Assert.True(File.Exists(Path.Combine(Run, TrainingFiles.Weights)));
    }
}
