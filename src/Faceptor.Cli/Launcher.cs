using Faceptor.Distributed;

namespace Faceptor.Cli;

/// <summary>Refuses what launchers of several processes cannot be used for.</summary>
internal static class Launcher
{
    /// <summary>
    /// Refuses to work as one of several processes: each would do the same alone, all of them into one folder.
    /// </summary>
    /// <exception cref="UsageException">A launcher has started several.</exception>
    public static void RequireSingleProcess()
    {
        var launched = LaunchEnvironment.Read();
        if (launched.NumRanks > 1)
        {
            throw new UsageException(
                $"{launched.Launcher} started {launched.NumRanks} processes, of which each would do all of this by itself in "
                + "the same folder; only train works as several. Start one process, or unset the launcher's variables.");
        }
    }
}
