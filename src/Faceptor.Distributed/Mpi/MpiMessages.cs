using System.Diagnostics;
using System.Runtime.Versioning;
using Faceptor.Distributed.Collectives;
using Faceptor.Distributed.Launching;

namespace Faceptor.Distributed.Mpi;

/// <summary>Messages of bytes over MPI. All but <see cref="Abort"/> is called by one thread, which also made it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MpiMessages : IMessages
{
    private const int Serialized = 2;
    private const int Tag = 15;
    private const int MaxMessage = 1 << 20;
    private const int NumTestsBetweenLooks = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromMicroseconds(50);

    private readonly MpiLibrary _library;
    private readonly Activity _activity;

    /// <summary>Begins MPI in this process.</summary>
    /// <param name="launch">Who started it.</param>
    /// <param name="activity">Is told of every wait.</param>
    /// <exception cref="DistributedException">There is no library, or it does not fit the launcher.</exception>
    public MpiMessages(Launched launch, Activity activity)
    {
        _activity = activity;
        // UCX would take .NET's null references for crashes, and end the process.
        NativeProcess.SetVariable("UCX_ERROR_SIGNALS", "");
        _library = MpiLibrary.Load(launch);
        Rank = launch.Rank;
        Require(MpiCalls.Initialized(out var isThere), "MPI_Initialized");
        if (isThere != 0)
        {
            throw new DistributedException("MPI has been begun in this process before; it can be begun only once.");
        }

        Require(MpiCalls.InitThread(0, 0, Serialized, out _), "MPI_Init_thread");
        Require(MpiCalls.CommSetErrorHandler(_library.World, _library.ErrorsReturn), "MPI_Comm_set_errhandler");
        Require(MpiCalls.CommSize(_library.World, out var size), "MPI_Comm_size");
        Require(MpiCalls.CommRank(_library.World, out var rank), "MPI_Comm_rank");
        if (size != launch.NumRanks)
        {
            _ = MpiCalls.FinalizeAll();
            throw new DistributedException(
                $"{launch.Launcher} started {launch.NumRanks} processes, but {MpiLibrary.Version} sees {size}: it belongs to "
                + $"another launcher. Start with {(_library.IsOpenMpi ? "mpirun of Open MPI" : "mpiexec of MPICH")}"
                + $"{(launch.Kind == LauncherKind.Slurm ? " or 'srun --mpi=pmix'" : "")}, "
                + $"or let {MpiLibrary.PathVariable} name the library that fits.");
        }

        (Rank, NumRanks, Version) = (rank, size, MpiLibrary.Version);
        Require(
            MpiCalls.CommSplitType(_library.World, _library.SharedMemory, rank, _library.NoInfo, out var machine),
            "MPI_Comm_split_type");
        Require(MpiCalls.CommRank(machine, out var local), "MPI_Comm_rank");
        LocalRank = local;
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int NumRanks { get; }

    /// <summary>This process's number among those of its machine.</summary>
    public int LocalRank { get; }

    /// <summary>The library and its version.</summary>
    public string Version { get; }

    /// <inheritdoc/>
    public void Exchange(int to, nint source, long numSent, int from, nint target, long numReceived)
    {
        _activity.Wait(from == IMessages.Nobody ? to : from);
        var (sent, received) = (0L, 0L);
        var (isSending, isReceiving) = (to != IMessages.Nobody, from != IMessages.Nobody);
        while (isSending || isReceiving)
        {
            var (sending, receiving) = ((nint)0, (nint)0);
            var (sendLength, receiveLength) =
                ((int)Math.Min(numSent - sent, MaxMessage), (int)Math.Min(numReceived - received, MaxMessage));
            if (isReceiving)
            {
                Require(
                    MpiCalls.BeginReceive(
                        target + (nint)received, receiveLength, _library.Byte, from, Tag, _library.World, out receiving),
                    "MPI_Irecv", from);
            }

            if (isSending)
            {
                Require(
                    MpiCalls.BeginSend(source + (nint)sent, sendLength, _library.Byte, to, Tag, _library.World, out sending),
                    "MPI_Isend", to);
            }

            if (isReceiving)
            {
                Complete(ref receiving, from);
            }

            if (isSending)
            {
                Complete(ref sending, to);
            }

            (sent, received) = (sent + sendLength, received + receiveLength);
            (isSending, isReceiving) = (isSending && sent < numSent, isReceiving && received < numReceived);
        }

        _activity.Go();
    }

    /// <summary>Ends MPI; waits until all ranks do.</summary>
    public void Finish()
    {
        _activity.WaitForAll();
        _ = MpiCalls.FinalizeAll();
        _activity.Go();
    }

    /// <summary>Ends the processes of all ranks; called by any thread.</summary>
    public void Abort(int exitCode) => _ = MpiCalls.Abort(_library.World, exitCode);

    // Asks again and again for a moment, as the other is usually there; then leaves the processor to others.
    private void Complete(ref nint request, int partner)
    {
        var begun = 0L;
        for (var asked = 0; ; asked++)
        {
            Require(MpiCalls.Test(ref request, out var isDone, _library.NoStatus), "MPI_Test", partner);
            if (isDone != 0)
            {
                return;
            }

            if (asked % NumTestsBetweenLooks == 0)
            {
                begun = begun == 0 ? Stopwatch.GetTimestamp() : begun;
                if (Stopwatch.GetElapsedTime(begun) > Patience)
                {
                    Thread.Sleep(Rest);
                    asked--;
                }
            }
        }
    }

    private void Require(int code, string call, int partner = IMessages.Nobody)
    {
        if (code != 0)
        {
            throw new DistributedException(
                $"rank {Rank}: {call}{(partner == IMessages.Nobody ? "" : $" with rank {partner}")} failed: "
                + $"{MpiLibrary.Describe(code)}; start the run again, with --resume.");
        }
    }
}
