using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faceptor.Core.Tensors;
using TorchSharp;

namespace Faceptor.Cli.Ranks;

/// <summary>
/// Starts the ranks of <c>--ranks</c> on this machine: by <c>mpirun</c> on the processor; by itself, one a GPU, where
/// there are GPUs, since NCCL needs no MPI.
/// </summary>
internal static class RankLauncher
{
    private const string DeviceName = "--device";

    /// <summary>Starts a command line as several ranks and waits for them.</summary>
    /// <param name="context">Where lines go, and who asks to stop.</param>
    /// <param name="arguments">The command line of each rank, without <c>--device</c>.</param>
    /// <param name="numRanks">How many, at least 2.</param>
    /// <param name="device">What <c>--device</c> says.</param>
    /// <returns>The exit code of the rank that failed first; 0 when none did.</returns>
    /// <exception cref="UsageException">So many cannot be started here.</exception>
    public static int Run(CliContext context, IReadOnlyList<string> arguments, int numRanks, string device)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new UsageException("--ranks: ranks are started on Linux only; leave --ranks out.");
        }

        // Found out once: a rank that looked by itself might find a GPU that is not for it.
        var numGpus = NumGpus(device);
        var program = RankProgram.OfThis([.. arguments, DeviceName, numGpus > 0 ? "cuda" : "cpu"]);
        var programs = numGpus > 0
            ? OnGpus(program, numRanks, numGpus, FreePort())
            : [OnProcessor(program, numRanks, MpiLauncher.Find(context.FindProgram))];
        using var processes = new RankProcesses(
            programs.Select(each => each.Detached(context.FindProgram)), context.Out, context.Error);
        return processes.Wait(context.Cancellation);
    }

    /// <summary>What starts ranks on the processor, whose cores they share.</summary>
    /// <param name="program">The program of each rank.</param>
    /// <param name="numRanks">How many.</param>
    /// <param name="launcher">What starts them.</param>
    public static RankProgram OnProcessor(RankProgram program, int numRanks, MpiLauncher launcher) => launcher.Start(
        program with { Environment = program.Environment.AddRange(Threads(numRanks)) },
        numRanks,
        Environment.IsPrivilegedProcess);

    /// <summary>One program a GPU, with the names that torchrun gives them.</summary>
    /// <param name="program">The program of each rank.</param>
    /// <param name="numRanks">How many.</param>
    /// <param name="numGpus">How many GPUs there are.</param>
    /// <param name="port">Where they find each other; the port after it is free too.</param>
    /// <exception cref="UsageException">There are fewer GPUs than ranks.</exception>
    public static ImmutableArray<RankProgram> OnGpus(RankProgram program, int numRanks, int numGpus, int port)
    {
        if (numRanks > numGpus)
        {
            throw new UsageException(
                $"--ranks: expected at most {numGpus}, one for each GPU that is visible here, got {numRanks}; take fewer, or "
                + $"{DeviceName} cpu.");
        }

        return [.. Enumerable.Range(0, numRanks).Select(rank => program with
        {
            Name = rank == 0 ? null : $"rank {rank}",
            IsShown = rank == 0,
            Environment = program.Environment
                .AddRange(Threads(numRanks))
                .SetItem("RANK", Text(rank))
                .SetItem("LOCAL_RANK", Text(rank))
                .SetItem("WORLD_SIZE", Text(numRanks))
                .SetItem("LOCAL_WORLD_SIZE", Text(numRanks))
                .SetItem("MASTER_ADDR", IPAddress.Loopback.ToString())
                .SetItem("MASTER_PORT", Text(port)),
        })];
    }

    /// <summary>Number of GPUs that ranks could have; 0 where they compute on the processor.</summary>
    /// <exception cref="UsageException">One GPU of several is asked for.</exception>
    private static int NumGpus(string device)
    {
        if (device.Contains(':', StringComparison.Ordinal))
        {
            throw new UsageException(
                $"--ranks: takes one GPU after the other, and {DeviceName} {device} names one; give cuda, or leave it out.");
        }

        return ComputeDevice.Find(device).type == DeviceType.CUDA ? torch.cuda.device_count() : 0;
    }

    // All ranks together take as many threads as one process would.
    private static IEnumerable<KeyValuePair<string, string>> Threads(int numRanks) =>
        Environment.GetEnvironmentVariable(RankThreads.Variable) is { Length: > 0 }
            ? []
            : [new(RankThreads.Variable, Text(RankThreads.Of(numRanks)))];

    // Two in a row: torchrun's names leave the second one to NCCL.
    private static int FreePort()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            using var second = new TcpListener(IPAddress.Loopback, port < IPEndPoint.MaxPort ? port + 1 : port);
            try
            {
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it; another pair then.
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
