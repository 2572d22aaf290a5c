using System.Diagnostics;
using System.Globalization;
using Faceptor.Ranks;

namespace Faceptor.Distributed.Tests.Ranks;

/// <summary>Processes that mpirun starts: what they come to, and how they end when one of them does not go on.</summary>
public sealed class RanksTests
{
    [Theory]
    [InlineData("Open MPI", 1)]
    [InlineData("Open MPI", 2)]
    [InlineData("Open MPI", 3)]
    [InlineData("Open MPI", 4)]
    [InlineData("MPICH", 2)]
    [InlineData("MPICH", 4)]
    public async Task All_members_are_right_and_sums_have_the_bits_of_one_process(string family, int numRanks)
    {
        var (code, output) = await MpiLauncher.Require(family).RunAsync(numRanks, ["members"]);

        Assert.True(code == 0, output);
        Assert.All(Enumerable.Range(0, numRanks), rank => Assert.Contains($"rank {rank} has ended", output, StringComparison.Ordinal));
        Assert.Equal(numRanks > 1, output.Contains(family, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Open MPI", "Kill", null)]
    [InlineData("Open MPI", "Throw", "this rank throws")]
    [InlineData("Open MPI", "Hang", "rank 1 of 2 (HOST) has made no progress for 2 s in step 3; ends the run on all ranks")]
    [InlineData("Open MPI", "Stop", "rank 0 of 2 (HOST) has waited for rank 1 for 3 s in step 3; ends the run on all ranks")]
    [InlineData("MPICH", "Kill", null)]
    [InlineData("MPICH", "Hang", "rank 1 of 2 (HOST) has made no progress for 2 s in step 3; ends the run on all ranks")]
    public async Task All_ranks_end_when_one_does_not_go_on(string family, string failure, string? said)
    {
        var (code, output) = await MpiLauncher.Require(family).RunAsync(2, ["steps", failure]);

        Assert.NotEqual(0, code);
        Assert.Equal(failure is "Hang" or "Stop", code == Watchdog.ExitCode);
        Assert.DoesNotContain("has ended", output, StringComparison.Ordinal);
        Assert.Contains(said?.Replace("HOST", Environment.MachineName, StringComparison.Ordinal) ?? "", output, StringComparison.Ordinal);
        var processes = output.Split('\n').Where(line => line.StartsWith(FailingSteps.ProcessWord, StringComparison.Ordinal))
            .Select(line => int.Parse(line[FailingSteps.ProcessWord.Length..], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2, processes.Length);
        Assert.All(processes, process => Assert.True(
            SpinWait.SpinUntil(() => IsGone(process), TimeSpan.FromSeconds(10)), $"process {process} goes on: {output}"));
    }

    [Fact]
    public async Task Ranks_that_go_on_are_left_alone()
    {
        var (code, output) = await MpiLauncher.Require("Open MPI").RunAsync(2, ["steps", nameof(Failure.None)]);

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("Open MPI", "libmpich.so.12", "mpirun of Open MPI started 2 processes, but MPICH")]
    [InlineData("MPICH", "libmpi.so.40", "mpiexec of MPICH started 2 processes, but Open MPI")]
    public async Task A_launcher_of_another_family_than_the_library_is_refused(string family, string library, string said)
    {
        var launcher = MpiLauncher.Require(family);
        MpiLauncher.Require(family == "MPICH" ? "Open MPI" : "MPICH");

        var (code, output) = await launcher.RunAsync(2, ["members"], ("FACEPTOR_MPI", library));

        Assert.NotEqual(0, code);
        var line = output.Split('\n').First(line => line.Contains("started 2 processes", StringComparison.Ordinal));
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.Contains("sees 1: it belongs to another launcher.", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 FACEPTOR_MPI=/none/libmpi.so", "FACEPTOR_MPI=/none/libmpi.so cannot be loaded")]
    [InlineData("OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 FACEPTOR_MPI=libc.so.6", "libc.so.6 is no MPI library")]
    public async Task A_library_that_is_none_is_refused(string variables, string said)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "several processes need Linux");
        var alone = new MpiLauncher("env", variables.Split(' '));

        var (code, output) = await alone.RunAsync(ranks: null, ["members"]);

        Assert.Equal(1, code);
        Assert.Contains(said, Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static bool IsGone(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return found.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
