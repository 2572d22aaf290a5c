using System.Diagnostics;
using System.Globalization;
using Faceptor.Ranks;

namespace Faceptor.Distributed.Tests.Ranks;

/// <summary>Processes that mpirun starts, of which one does not go on.</summary>
public sealed class RankFailuresTests
{
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
