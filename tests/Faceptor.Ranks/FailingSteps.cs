using System.Diagnostics;
using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Ranks;

/// <summary>What happens to the last rank in step 3.</summary>
internal enum Failure
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is killed.</summary>
    Kill,

    /// <summary>It throws.</summary>
    Throw,

    /// <summary>It does nothing any more.</summary>
    Hang,

    /// <summary>The system stops it, its watchdog too.</summary>
    Stop,
}

/// <summary>Steps as a trainer takes them, one of which goes wrong on one rank.</summary>
internal static class FailingSteps
{
    /// <summary>Stands before each rank's process id.</summary>
    public const string ProcessWord = "process";

    /// <summary>The step in which it happens, from 0.</summary>
    public const int FailingStep = 3;

    private const int NumSteps = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // Of a machine that may have much else to do.
    private static readonly TimeSpan PatientLimit = TimeSpan.FromMinutes(1);

    /// <summary>Takes the steps. Every rank calls it.</summary>
    public static void Run(ICommunicator communicator, Failure failure)
    {
        Console.WriteLine($"{ProcessWord} {Environment.ProcessId}");
        using var watchdog = new Watchdog(communicator, failure == Failure.None ? PatientLimit : Limit);
        using var numbers = zeros(100_000, dtype: ScalarType.Float32);
        for (var step = 0; step < NumSteps; step++)
        {
            watchdog.Progress(step);
            if (step == FailingStep && communicator.Rank == communicator.NumRanks - 1)
            {
                Fail(failure);
            }

            communicator.Sum(numbers);
        }
    }

    private static void Fail(Failure failure)
    {
        switch (failure)
        {
            case Failure.Kill:
                Process.GetCurrentProcess().Kill();
                break;
            case Failure.Throw:
                throw new InvalidOperationException("this rank throws");
            case Failure.Hang:
                Thread.Sleep(Timeout.Infinite);
                break;
            case Failure.Stop:
                using (var stop = Process.Start("kill", ["-STOP", $"{Environment.ProcessId}"]))
                {
                    stop.WaitForExit();
                }

                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                break;
        }
    }
}
