namespace Faceptor.Distributed.Launching;

/// <summary>Who started this process, as far as it matters for how ranks meet.</summary>
internal enum LauncherKind
{
    /// <summary>Nobody: one process.</summary>
    None,

    /// <summary>mpirun of Open MPI.</summary>
    OpenMpi,

    /// <summary>A launcher of MPICH's family: mpiexec of MPICH or Intel MPI, MVAPICH, PALS.</summary>
    Mpich,

    /// <summary>A step of Slurm, started by srun, with MPI libraries of any family.</summary>
    Slurm,

    /// <summary>torchrun, or a launcher that sets its names.</summary>
    Torchrun,
}
