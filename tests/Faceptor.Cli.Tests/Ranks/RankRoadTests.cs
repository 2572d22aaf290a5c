using System.Diagnostics;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using static Faceptor.Cli.Tests.CliProcess;

namespace Faceptor.Cli.Tests.Ranks;

/// <summary>
/// Training as two ranks against training alone, on the processor: the same files, whoever starts the ranks and however
/// the run is stopped in between.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class RankRoadTests(RankRoad road) : IClassFixture<RankRoad>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.File("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_ranks_come_to_the_files_of_one_process()
    {
        RankRoad.RequireMpi();

        var result = await RunAsync(RankRoad.OneThread, [.. road.Words(Run), "--ranks", "2"]);

        road.AssertSame(result.RequireGood(), Run);
        Assert.Equal(
            1, result.Output.Split('\n').Count(line => line.StartsWith("weights are in ", StringComparison.Ordinal)));
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task So_do_ranks_that_mpirun_starts()
    {
        var mpirun = RankRoad.RequireMpi();

        var result = await RunProgramAsync(
            mpirun, [.. RankRoad.TwoRanks, Dotnet, Executable, .. road.Words(Run)], RankRoad.OneThread);

        road.AssertSame(result.RequireGood(), Run);
    }

    [Theory]
    [InlineData("INT", FaceptorApp.Cancelled)]
    [InlineData("KILL", 137)]
    public async Task A_stop_is_saved_and_one_process_goes_on_to_the_same_files(string signal, int code)
    {
        RankRoad.RequireMpi();
        using (var launcher = Start([.. road.Words(Run), "--ranks", "2"]))
        {
            await WaitAsync(() => launcher.HasExited || HasBegun());
            await SignalAsync(launcher, signal);
            await launcher.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.Equal(code, launcher.ExitCode);
        }

        // Where the launcher was killed, the ranks learn of it and end by themselves.
        await WaitAsync(() => !File.Exists(Path.Combine(Run, FolderLock.FileName)));
        Assert.Equal(CheckpointReason.Cancelled, new CheckpointStore(Run).FindNewest()!.Manifest.Info.Reason);

        var resumed = await RunAsync(RankRoad.OneThread, "train", "--resume", "--out", Run);

        road.AssertSame(resumed.RequireGood(), Run);
    }

    [Fact]
    public async Task A_second_signal_ends_ranks_that_do_not_come_to_an_end()
    {
        RankRoad.RequireMpi();
        using var launcher = Start([.. road.Words(Run, numSteps: 100_000), "--ranks", "2"]);
        await WaitAsync(() => launcher.HasExited || HasBegun());
        // "process 123 on host name": rank 0.
        var owner = Assert.Throws<FolderInUseException>(() => FolderLock.Take(Run)).Owner!;
        using var first = Process.GetProcessById(
            int.Parse(owner.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        await SignalAsync(first, "STOP");

        await SignalAsync(launcher, "TERM");
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        Assert.False(launcher.HasExited);
        await SignalAsync(launcher, "TERM");

        await launcher.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        await WaitAsync(() => first.HasExited);
        Assert.NotEqual(FaceptorApp.Success, launcher.ExitCode);
        Assert.False(File.Exists(Path.Combine(Run, TrainingFiles.Weights)));
    }

    [Fact]
    public async Task A_rank_that_fails_alone_ends_the_other_and_is_named()
    {
        var mpirun = RankRoad.RequireMpi();
        string[] other = [.. road.Words(Run).Select(word => word == road.Data ? _folder.File("none") : word)];
        var clock = Stopwatch.StartNew();

        var result = await RunProgramAsync(
            mpirun,
            [
                "-n", "1", "--oversubscribe", "--bind-to", "none", "--quiet", Dotnet, Executable, .. road.Words(Run),
                ":", "-n", "1", Dotnet, Executable, .. other,
            ],
            RankRoad.OneThread);

        Assert.NotEqual(FaceptorApp.Success, result.Code);
        Assert.Contains("rank 1: error: ", result.Error, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < Patience, "the other rank waited");
        Assert.False(File.Exists(Path.Combine(Run, TrainingFiles.Weights)));
    }

    private bool HasBegun()
    {
        var log = Path.Combine(Run, TrainingFiles.Log);
        return File.Exists(log) && new FileInfo(log).Length > 0;
    }
}
