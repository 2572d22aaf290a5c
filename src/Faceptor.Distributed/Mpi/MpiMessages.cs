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
    private const int MaxMessage = 1 << 21;
    private const int NumMessagesAtOnce = 8;
    private const int NumTestsBetweenLooks = 64;
    private const int RestMicroseconds = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

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
        var sends = new Transfer(this, to, source, numSent, isSend: true);
        var receives = new Transfer(this, from, target, numReceived, isSend: false);
        var (begun, numIdle) = (0L, 0);
        while (!receives.IsDone || !sends.IsDone)
        {
            // Not lazily: both go on.
            if (receives.GoOn() | sends.GoOn())
            {
                (begun, numIdle) = (0, 0);
                continue;
            }

            // Asks again and again for a moment, as the other is usually there, unless it waits for this very core; then
            // leaves the processor to others.
            if (++numIdle % NumTestsBetweenLooks == 0)
            {
                begun = begun == 0 ? Stopwatch.GetTimestamp() : begun;
                if (Stopwatch.GetElapsedTime(begun) > Patience)
                {
                    NativeProcess.Sleep(RestMicroseconds);
                    numIdle--;
                }
                else
                {
                    Thread.Yield();
                }
            }
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

    private void Require(int code, string call, int partner = IMessages.Nobody)
    {
        if (code != 0)
        {
            throw new DistributedException(
                $"rank {Rank}: {call}{(partner == IMessages.Nobody ? "" : $" with rank {partner}")} failed: "
                + $"{MpiLibrary.Describe(code)}; start the run again, with --resume.");
        }
    }

    // What goes to, or comes from, one rank: a few messages at once, until all bytes are through.
    private struct Transfer(MpiMessages messages, int partner, nint address, long numBytes, bool isSend)
    {
        private readonly nint[] _requests = new nint[NumMessagesAtOnce];
        private readonly long _numMessages =
            partner == IMessages.Nobody ? 0 : Math.Max(1, (numBytes + MaxMessage - 1) / MaxMessage);

        private long _numBegun;
        private long _numEnded;

        public readonly bool IsDone => _numEnded == _numMessages;

        /// <summary>Begins what may be begun, and asks for the oldest of what is under way.</summary>
        /// <returns>Whether anything was begun or has ended.</returns>
        public bool GoOn()
        {
            var hasBegun = false;
            for (; _numBegun < _numMessages && _numBegun - _numEnded < NumMessagesAtOnce; _numBegun++)
            {
                var offset = _numBegun * MaxMessage;
                var (place, length) = (address + (nint)offset, (int)Math.Min(numBytes - offset, MaxMessage));
                ref var request = ref _requests[_numBegun % NumMessagesAtOnce];
                var library = messages._library;
                if (isSend)
                {
                    messages.Require(
                        MpiCalls.BeginSend(place, length, library.Byte, partner, Tag, library.World, out request), "MPI_Isend", partner);
                }
                else
                {
                    messages.Require(
                        MpiCalls.BeginReceive(place, length, library.Byte, partner, Tag, library.World, out request), "MPI_Irecv", partner);
                }

                hasBegun = true;
            }

            if (IsDone)
            {
                return hasBegun;
            }

            messages.Require(
                MpiCalls.Test(ref _requests[_numEnded % NumMessagesAtOnce], out var isDone, messages._library.NoStatus),
                isSend ? "MPI_Isend" : "MPI_Irecv",
                partner);
            _numEnded += isDone != 0 ? 1 : 0;
            return hasBegun || isDone != 0;
        }
    }
}
