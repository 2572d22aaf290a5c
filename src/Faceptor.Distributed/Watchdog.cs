namespace Faceptor.Distributed;

/// <summary>
/// Ends a run on all ranks when this rank makes no progress for too long: hangs by itself, or waits for one that does.
/// </summary>
/// <remarks>
/// A rank that waits has half as much time again, so that the one that hangs speaks first and the line names it; one that
/// is stopped altogether is named by those that wait for it. May be told and disposed by any thread.
/// </remarks>
internal sealed class Watchdog : IDisposable
{
    /// <summary>What the process ends with: a failure that may be gone at the next try.</summary>
    public const int ExitCode = 75;

    private const double WaitingFactor = 1.5;
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(1);

    private readonly ICommunicator _communicator;
    private readonly Activity? _activity;
    private readonly TimeSpan _limit;
    private readonly Action<string> _say;
    private readonly ManualResetEventSlim _isOver = new();
    private readonly Thread _thread;
    private long _step;
    private long _numTold;

    /// <summary>Begins to watch.</summary>
    /// <param name="communicator">What joins the ranks; not disposed here.</param>
    /// <param name="limit">How long a rank may make no progress.</param>
    /// <param name="say">Receives the line before the end; the standard error output where it is left out.</param>
    public Watchdog(ICommunicator communicator, TimeSpan limit, Action<string>? say = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        (_communicator, _activity, _limit) = (communicator, (communicator as IWaiting)?.Activity, limit);
        _say = say ?? NativeProcess.WriteError;
        _thread = new Thread(Watch) { IsBackground = true, Name = "watchdog" };
        _thread.Start();
    }

    /// <summary>Says that this rank goes on.</summary>
    /// <param name="step">The step it is in.</param>
    public void Progress(long step)
    {
        Volatile.Write(ref _step, step);
        Interlocked.Increment(ref _numTold);
    }

    /// <summary>Says that this rank goes on in the same step.</summary>
    public void Progress() => Interlocked.Increment(ref _numTold);

    /// <summary>Watches no more.</summary>
    public void Dispose()
    {
        _isOver.Set();
        _thread.Join();
        _isOver.Dispose();
    }

    // Time is counted in looks, so that a process that was stopped and goes on does not take the pause for a hang.
    private void Watch()
    {
        var interval = _limit / 4 < MaxInterval ? _limit / 4 : MaxInterval;
        var (seen, idle) = (-1L, TimeSpan.Zero);
        while (!_isOver.Wait(interval))
        {
            var now = Interlocked.Read(ref _numTold) + (_activity?.NumChanges ?? 0);
            (seen, idle) = now == seen ? (seen, idle + interval) : (now, TimeSpan.Zero);
            var partner = _activity?.WaitsFor;
            if (idle >= (partner is null ? _limit : _limit * WaitingFactor))
            {
                _say(
                    $"rank {_communicator.Rank} of {_communicator.NumRanks} ({Environment.MachineName}) has "
                    + $"{(partner is null ? "made no progress" : $"waited for {partner}")} for {idle.TotalSeconds:F0} s in step "
                    + $"{Volatile.Read(ref _step)}; ends the run on all ranks; go on with --resume");
                _communicator.Abort(ExitCode);
                return;
            }
        }
    }
}
