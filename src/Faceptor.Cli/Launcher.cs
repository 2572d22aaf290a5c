using System.Collections;
using System.Globalization;

namespace Faceptor.Cli;

/// <summary>What started this process, as far as the environment tells.</summary>
internal static class Launcher
{
    private static readonly string[] Sizes =
    [
        "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE", "MPI_WORLD_SIZE", "PALS_SIZE", "WORLD_SIZE",
        "SLURM_STEP_NUM_TASKS",
    ];

    /// <summary>
    /// Refuses to train as one of several processes: each would train alone, all of them into one folder.
    /// </summary>
    /// <exception cref="UsageException">A launcher has started several.</exception>
    public static void RequireSingleProcess() => RequireSingleProcess(Environment.GetEnvironmentVariables());

    /// <summary>The same for any environment.</summary>
    /// <param name="environment">Names and values.</param>
    public static void RequireSingleProcess(IDictionary environment)
    {
        // Slurm also sets the number of tasks for a script that no task was started from yet.
        IEnumerable<string> sizes = IsSlurmStep(environment) ? [.. Sizes, "SLURM_NTASKS", "SLURM_NPROCS"] : Sizes;
        foreach (var name in sizes)
        {
            if (NumberOf(environment, name) is > 1 and var size)
            {
                throw new UsageException(
                    $"{name}={size} says that a launcher started {size} processes; training with several is not "
                    + "supported yet, and each would train alone into the same folder. Start one process without "
                    + "mpirun, srun or torchrun, or unset the variable.");
            }
        }
    }

    private static bool IsSlurmStep(IDictionary environment) =>
        Has(environment, "SLURM_STEP_ID")
        || Has(environment, "SLURM_STEPID")
        || NumberOf(environment, "SLURM_PROCID") > 0
        || (Has(environment, "SLURM_PROCID") && environment["ENVIRONMENT"] as string != "BATCH");

    private static bool Has(IDictionary environment, string name) => environment[name] is string { Length: > 0 };

    private static int? NumberOf(IDictionary environment, string name) =>
        int.TryParse(environment[name] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
