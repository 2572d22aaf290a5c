using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Core.Tensors;
using Faceptor.Distributed;
using Faceptor.Training.Progress;

namespace Faceptor.Cli.Ranks;

/// <summary>A command's work as one rank of several: who shows what, and how all of them end.</summary>
internal sealed class RankRun
{
    // Long enough for rank 0 to say what it found as well, after which it ends all of them.
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    private RankRun(ICommunicator? communicator)
    {
        Communicator = communicator;
    }

    /// <summary>Speaks with the other ranks; null in a process that is alone.</summary>
    public ICommunicator? Communicator { get; }

    /// <summary>Whether this process writes files and shows progress.</summary>
    public bool Leads => Communicator is null or { Rank: 0 };

    /// <summary>
    /// Whether the ranks have agreed to end at this step, so that all of them come to an end by themselves. A rank that
    /// fails otherwise ends the others, who would wait for it.
    /// </summary>
    public bool EndsTogether { get; set; }

    /// <summary>Begins to watch that this rank goes on; null in a process that is alone, or without a limit.</summary>
    /// <param name="limit">How long it may make no progress.</param>
    public Watchdog? Watch(TimeSpan? limit) =>
        Communicator is { } ranks && limit is { } longest ? new Watchdog(ranks, longest) : null;

    /// <summary>Does the work of this process, be it alone or one of several.</summary>
    /// <param name="context">Where it writes; ranks other than 0 show errors only, with their number.</param>
    /// <param name="parsed">The command line, which may open the log.</param>
    /// <param name="launched">Who started it.</param>
    /// <param name="device">What <c>--device</c> says.</param>
    /// <param name="work">The work, with what it writes to.</param>
    /// <returns>The exit code.</returns>
    public static int Run(
        CliContext context,
        ParseResult parsed,
        LaunchEnvironment launched,
        string device,
        Func<CliContext, RankRun, int> work) =>
        launched.NumRanks == 1
            ? work(context, new RankRun(communicator: null))
            : Run(context, parsed, launched.Rank, () => Connect(launched, device), work);

    /// <summary>Does the work of a rank.</summary>
    /// <param name="context">Where this process writes; ranks other than 0 show errors only, with their number.</param>
    /// <param name="parsed">The command line, which may open the log.</param>
    /// <param name="rank">This process's number; before the ranks are joined, only the launcher knows it.</param>
    /// <param name="connect">Joins the ranks.</param>
    /// <param name="work">The work, with what it writes to.</param>
    /// <returns>The exit code.</returns>
    public static int Run(
        CliContext context,
        ParseResult parsed,
        int rank,
        Func<ICommunicator> connect,
        Func<CliContext, RankRun, int> work)
    {
        var own = Of(context, parsed, rank);
        RankRun? run = null;
        try
        {
            run = new RankRun(connect());
            var code = work(own, run);

            // A launcher takes a rank that leaves early for one that is lost.
            run.Communicator!.Barrier();
            return code;
        }
        catch (Exception error) when (run is { EndsTogether: true }
            || error is CancelledException or NonFiniteLossException)
        {
            var isEverybodys = error is OperationCanceledException or NonFiniteLossException or DistributedException;
            var code = FaceptorApp.Report(error, rank == 0 || !isEverybodys ? own.Error : TextWriter.Null, parsed);
            run?.Communicator?.Barrier();
            return code;
        }
        catch (Exception error)
        {
            if (rank != 0)
            {
                Thread.Sleep(Courtesy);
            }

            var code = FaceptorApp.Report(error, own.Error, parsed);
            run?.Communicator?.Abort(code);
            return code;
        }
        finally
        {
            run?.Communicator?.Dispose();
        }
    }

    private static ICommunicator Connect(LaunchEnvironment launched, string device)
    {
        if (device != "cpu")
        {
            launched.ShowOwnGpuOnly();
        }

        return launched.Connect(ComputeDevice.Find(device));
    }

    private static CliContext Of(CliContext context, ParseResult parsed, int rank)
    {
        // mpirun gives each rank a terminal of its own, whatever it writes to itself: lines that are drawn over would land
        // in files.
        if (rank == 0)
        {
            var plain = CliContext.Plain(context.Out, context.Error, context.Cancellation);
            return context with { Console = plain.Console, IsInteractive = false };
        }

        var error = new PrefixWriter(context.Error, $"rank {rank}: ");
        var logger = new LineLogger(error);
        logger.Open(parsed, context.Logger.Option);
        var silent = CliContext.Plain(TextWriter.Null, TextWriter.Null, context.Cancellation);
        return context with
        {
            Out = silent.Out,
            Error = error,
            Console = silent.Console,
            IsInteractive = false,
            Logger = logger,
        };
    }
}
