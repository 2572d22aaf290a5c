namespace Faceptor.Distributed.Launching;

/// <summary>The names that launchers set, and which of them count where several did.</summary>
/// <remarks>
/// Inside out: mpirun starts its ranks through srun where there is Slurm, and srun starts a torchrun on each machine, so
/// Slurm's names come last. They count in a step only: a batch script has the job's number of tasks before any of them
/// is started. A launcher that started one process does not count.
/// </remarks>
internal static class LauncherNames
{
    private const int DefaultPort = 29500;
    private const int FirstJobPort = 20000;
    private const int NumJobPorts = 10000;

    private static readonly Names[] Mpi =
    [
        new(
            LauncherKind.OpenMpi, "mpirun of Open MPI", ["OMPI_COMM_WORLD_SIZE"], ["OMPI_COMM_WORLD_RANK"],
            ["OMPI_COMM_WORLD_LOCAL_RANK"]),
        new(
            LauncherKind.Mpich, "MVAPICH's launcher", ["MV2_COMM_WORLD_SIZE"], ["MV2_COMM_WORLD_RANK"],
            ["MV2_COMM_WORLD_LOCAL_RANK"]),
        new(LauncherKind.Mpich, "PALS", ["PALS_SIZE"], ["PALS_RANKID"], ["PALS_LOCAL_RANKID"]),
        new(LauncherKind.Mpich, "mpiexec of MPICH", ["PMI_SIZE"], ["PMI_RANK"], ["MPI_LOCALRANKID"]),
    ];

    private static readonly Names Slurm = new(
        LauncherKind.Slurm, "srun", ["SLURM_STEP_NUM_TASKS", "SLURM_NTASKS", "SLURM_NPROCS"], ["SLURM_PROCID"],
        ["SLURM_LOCALID"]);

    private static readonly Names Torchrun = new(
        LauncherKind.Torchrun, "torchrun", ["WORLD_SIZE"], ["RANK"], ["LOCAL_RANK"]);

    /// <summary>Reads who started this process.</summary>
    /// <exception cref="DistributedException">What the environment says does not fit together.</exception>
    public static Launched Read(VariableReader variables)
    {
        var isStep = IsSlurmStep(variables);
        var launched = Mpi.Select(names => Read(variables, names)).FirstOrDefault(found => found is not null)
            ?? (isStep ? Read(variables, Slurm) : null);
        if (launched is { Kind: LauncherKind.Mpich } && isStep)
        {
            // srun sets PMI_SIZE for libraries of both families.
            launched = launched with { Kind = LauncherKind.Slurm, Launcher = Slurm.Launcher };
        }

        // Scripts for Slurm set WORLD_SIZE too; without RANK it says nothing about this process.
        var several = launched is { NumRanks: > 1 } ? launched : null;
        var torchrun = several is null || variables.Has("RANK") ? Read(variables, Torchrun) : null;
        if (torchrun is { NumRanks: > 1 })
        {
            if (several is { Kind: not LauncherKind.Slurm }
                && (several.NumRanks, several.Rank) != (torchrun.NumRanks, torchrun.Rank))
            {
                throw new DistributedException(
                    $"{several.Launcher} says rank {several.Rank} of {several.NumRanks}, but RANK={torchrun.Rank} and "
                    + $"WORLD_SIZE={torchrun.NumRanks}; unset those that are left from another launcher.");
            }

            // srun starts a torchrun on each machine, not the other way round.
            several = several is { Kind: not LauncherKind.Slurm } ? several : torchrun;
        }

        return several is null
            ? Launched.Alone
            : several with { Address = AddressOf(variables, several.Kind) };
    }

    private static Launched? Read(VariableReader variables, Names names)
    {
        if (variables.FirstNumber(names.Size) is not (var sizeName, var size))
        {
            return null;
        }

        var local = variables.FirstNumber([.. names.Local, "MPI_LOCALRANKID", "SLURM_LOCALID"])?.Value;
        if (size <= 1)
        {
            return Launched.Alone;
        }

        var said = variables.FirstNumber(names.Rank);
        if (said is not (_, var rank) || rank >= size)
        {
            throw new DistributedException(
                $"{sizeName}={size} says that {names.Launcher} started {size} processes, but {names.Rank[0]} "
                + $"{(said is null ? "is not set" : $"is {said.Value.Value}")}; "
                + $"expected 0 to {size - 1}. Start with {names.Launcher}, or unset {sizeName}.");
        }

        return new Launched(names.Kind, names.Launcher, rank, size, local ?? rank);
    }

    // The port itself belongs to torchrun's own store.
    private static string? AddressOf(VariableReader variables, LauncherKind kind)
    {
        var host = variables.Text("MASTER_ADDR")
            ?? (kind == LauncherKind.Slurm && (variables.Text("SLURM_STEP_NODELIST") ?? variables.Text("SLURM_NODELIST"))
                is { } nodes
                    ? NodeList.First(nodes)
                    : null);
        var port = variables.Number("MASTER_PORT")
            ?? (variables.Number("SLURM_JOB_ID") is { } job ? FirstJobPort + (job % NumJobPorts) : DefaultPort);
        return host is null ? null : $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port + 1}";
    }

    private static bool IsSlurmStep(VariableReader variables) =>
        variables.Has("SLURM_STEP_ID")
        || variables.Has("SLURM_STEPID")
        || variables.Number("SLURM_PROCID") > 0
        || (variables.Has("SLURM_PROCID") && variables.Text("ENVIRONMENT") != "BATCH");

    private sealed record Names(LauncherKind Kind, string Launcher, string[] Size, string[] Rank, string[] Local);
}
