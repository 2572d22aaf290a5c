namespace Faceptor.Distributed.Tests.Ranks;

/// <summary>Processes that mpirun starts: what they come to, and which it may not start.</summary>
public sealed class RanksTests
{
    [Theory]
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
        Assert.Contains(family, output, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_call_that_fails_is_named_with_rank_and_partner()
    {
        MpiLauncher.Require("Open MPI");

        var (code, output) = await new MpiLauncher("env", []).RunAsync(ranks: null, ["stranger"]);

        Assert.Equal(1, code);
        Assert.Contains("rank 0: MPI_Isend with rank 99 failed: MPI_ERR_RANK: invalid rank; start the run again", output, StringComparison.Ordinal);
    }
}
