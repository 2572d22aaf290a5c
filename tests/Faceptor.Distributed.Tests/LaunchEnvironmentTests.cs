using Faceptor.Distributed.Launching;
using TorchSharp;

namespace Faceptor.Distributed.Tests;

public sealed class LaunchEnvironmentTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_LOCAL_RANK=1", "mpirun of Open MPI", 3, 4, 1)]
    [InlineData("PMI_SIZE=4 PMI_RANK=2 MPI_LOCALRANKID=0", "mpiexec of MPICH", 2, 4, 0)]
    [InlineData("PMI_SIZE=4 PMI_RANK=2", "mpiexec of MPICH", 2, 4, 2)]
    [InlineData("MV2_COMM_WORLD_SIZE=2 MV2_COMM_WORLD_RANK=1 MV2_COMM_WORLD_LOCAL_RANK=1", "MVAPICH's launcher", 1, 2, 1)]
    [InlineData("PALS_SIZE=2 PALS_RANKID=1 PALS_LOCAL_RANKID=0", "PALS", 1, 2, 0)]
    [InlineData("WORLD_SIZE=8 RANK=5 LOCAL_RANK=1", "torchrun", 5, 8, 1)]
    [InlineData("SLURM_STEP_NUM_TASKS=2 SLURM_NTASKS=8 SLURM_STEP_ID=0 SLURM_PROCID=1 SLURM_LOCALID=0", "srun", 1, 2, 0)]
    [InlineData("SLURM_NTASKS=2 SLURM_STEP_ID=0 SLURM_PROCID=0", "srun", 0, 2, 0)]
    [InlineData("SLURM_NTASKS=2 SLURM_PROCID=1", "srun", 1, 2, 1)]
    [InlineData("SLURM_NTASKS=2 SLURM_PROCID=0", "srun", 0, 2, 0)]
    [InlineData("SLURM_NTASKS=2 SLURM_STEP_ID=0 SLURM_PROCID=1 ENVIRONMENT=BATCH", "srun", 1, 2, 1)]
    [InlineData("SLURM_NTASKS=2 SLURM_STEP_ID=0 SLURM_PROCID=1 PMI_SIZE=2 PMI_RANK=1 SLURM_LOCALID=0", "srun", 1, 2, 0)]
    // mpirun has started a process a machine through srun.
    [InlineData(
        "OMPI_COMM_WORLD_SIZE=8 OMPI_COMM_WORLD_RANK=7 OMPI_COMM_WORLD_LOCAL_RANK=3 SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=1 "
        + "SLURM_STEP_ID=0", "mpirun of Open MPI", 7, 8, 3)]
    // srun has started a torchrun on each machine.
    [InlineData("SLURM_NTASKS=2 SLURM_STEP_ID=0 SLURM_PROCID=1 WORLD_SIZE=8 RANK=6 LOCAL_RANK=2", "torchrun", 6, 8, 2)]
    // A script has set the one name for all.
    [InlineData("SLURM_NTASKS=2 SLURM_STEP_ID=0 SLURM_PROCID=1 SLURM_LOCALID=0 WORLD_SIZE=2", "srun", 1, 2, 0)]
    [InlineData("OMPI_COMM_WORLD_SIZE=1 OMPI_COMM_WORLD_RANK=0 WORLD_SIZE=2 RANK=1 LOCAL_RANK=1", "torchrun", 1, 2, 1)]
    public void A_launcher_says_who_this_process_is(
        string variables, string launcher, int rank, int numRanks, int localRank)
    {
        var launch = LaunchEnvironment.Read(Environment(variables));

        Assert.Equal((launcher, rank, numRanks, localRank), (launch.Launcher, launch.Rank, launch.NumRanks, launch.LocalRank));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SLURM_NTASKS=8")]
    [InlineData("SLURM_NTASKS=8 SLURM_PROCID=0 ENVIRONMENT=BATCH")]
    [InlineData("WORLD_SIZE=1 SLURM_NTASKS=1 SLURM_STEP_ID=0")]
    [InlineData("WORLD_SIZE=many")]
    [InlineData("RANK=3")]
    [InlineData("OMPI_COMM_WORLD_SIZE=1 OMPI_COMM_WORLD_RANK=0")]
    public void One_process_needs_no_engine(string variables)
    {
        var launch = LaunchEnvironment.Read(Environment(variables));
        using var communicator = launch.Connect(torch.CPU);

        Assert.Equal((0, 1, 0), (launch.Rank, launch.NumRanks, launch.LocalRank));
        Assert.Same(SingleRank.Instance, communicator);
    }

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=2", "OMPI_COMM_WORLD_SIZE=2 says that mpirun of Open MPI started 2 processes, but OMPI_COMM_WORLD_RANK is not set")]
    [InlineData("PMI_SIZE=4 PMI_RANK=4", "PMI_RANK is 4; expected 0 to 3")]
    [InlineData("WORLD_SIZE=2", "RANK is not set")]
    [InlineData("SLURM_NTASKS=2 SLURM_STEP_ID=0", "SLURM_PROCID is not set")]
    [InlineData("OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=1 WORLD_SIZE=4 RANK=1", "mpirun of Open MPI says rank 1 of 2, but RANK=1 and WORLD_SIZE=4")]
    public void What_does_not_fit_together_is_refused(string variables, string said)
    {
        var error = Assert.Throws<DistributedException>(() => LaunchEnvironment.Read(Environment(variables)));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Torchrun_on_the_processor_is_refused_with_what_to_use()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "several processes need Linux");
        var launch = LaunchEnvironment.Read(Environment("WORLD_SIZE=2 RANK=0 LOCAL_RANK=0"));

        var error = Assert.Throws<DistributedException>(() => launch.Connect(torch.CPU));

        Assert.Contains("use 'mpirun -n 2' or '--ranks 2' instead", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WORLD_SIZE=2 RANK=0 MASTER_ADDR=gpu1 MASTER_PORT=29400", "gpu1:29401")]
    [InlineData("WORLD_SIZE=2 RANK=0 MASTER_ADDR=fd00::1", "[fd00::1]:29501")]
    [InlineData("WORLD_SIZE=2 RANK=0", null)]
    [InlineData("SLURM_NTASKS=2 SLURM_STEP_ID=0 SLURM_PROCID=0 SLURM_STEP_NODELIST=node[03-05,9] SLURM_JOB_ID=123456", "node03:23457")]
    [InlineData("SLURM_NTASKS=2 SLURM_STEP_ID=0 SLURM_PROCID=0 SLURM_STEP_NODELIST=node7 MASTER_ADDR=a MASTER_PORT=1", "a:2")]
    public void Ranks_meet_where_the_launcher_says(string variables, string? address)
    {
        Assert.Equal(address, LauncherNames.Read(new VariableReader(Environment(variables))).Address);
    }

    private static Dictionary<string, string> Environment(string variables) => variables
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
}
