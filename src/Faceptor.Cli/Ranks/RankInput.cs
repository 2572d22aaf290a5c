using Faceptor.Distributed;

namespace Faceptor.Cli.Ranks;

/// <summary>How a rank learns that the program that started it, and holds its input, is gone or wants it to stop.</summary>
internal static class RankInput
{
    /// <summary>Lets the end of the input stop this process, where a launcher of ours has started it.</summary>
    /// <param name="stop">What stops it.</param>
    public static void Watch(StopSignal stop)
    {
        if (Environment.GetEnvironmentVariable(RankProgram.LeashVariable) == "1" && HasInput())
        {
            stop.Watch(Console.OpenStandardInput());
        }
    }

    // mpirun gives its input to rank 0, which is enough, since ranks stop together; the others' is empty.
    private static bool HasInput()
    {
        try
        {
            return LaunchEnvironment.Read().Rank == 0;
        }
        catch (DistributedException)
        {
            // The command that needs it says what is wrong.
            return false;
        }
    }
}
