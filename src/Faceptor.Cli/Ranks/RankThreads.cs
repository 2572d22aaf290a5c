using System.Globalization;

namespace Faceptor.Cli.Ranks;

/// <summary>Shares the processors of a machine out to the ranks on it.</summary>
internal static class RankThreads
{
    private const int MaxWorkers = 8;

    // Open MPI, MPICH and Intel MPI, MVAPICH, torchrun. Slurm binds each task to its own processors itself.
    private static readonly string[] LocalSizes =
    [
        "OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS", "MV2_COMM_WORLD_LOCAL_SIZE", "LOCAL_WORLD_SIZE",
    ];

    /// <summary>The variable by which the user says how many threads libtorch takes.</summary>
    public const string Variable = "OMP_NUM_THREADS";

    /// <summary>Number of ranks on this machine, as far as the launcher says; else 1.</summary>
    public static int NumLocalRanks() => LocalSizes
        .Select(name => int.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0)
        .FirstOrDefault(number => number > 0, 1);

    /// <summary>Threads that libtorch takes in one of several ranks of a machine.</summary>
    public static int Of(int numLocalRanks) => Math.Max(1, Environment.ProcessorCount / numLocalRanks);

    /// <summary>Threads that prepare samples in one of several ranks of a machine.</summary>
    public static int WorkersOf(int numLocalRanks) =>
        Math.Clamp(Environment.ProcessorCount / 2 / numLocalRanks, 1, MaxWorkers);

    /// <summary>
    /// Threads that libtorch is to take in this process; null leaves it as it is: for a process that is alone on its
    /// machine, and where the user has said how many.
    /// </summary>
    public static int? Share() =>
        NumLocalRanks() is > 1 and var number && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))
            ? Of(number)
            : null;
}
