namespace Faceptor.Distributed;

/// <summary>Whom a communicator waits for at the moment, for a watchdog on another thread.</summary>
internal sealed class Activity
{
    private const int Nobody = -1;
    private const int Everybody = -2;

    private int _partner = Nobody;
    private long _numChanges;

    /// <summary>"rank 1", or "the other ranks"; null where it waits for nobody.</summary>
    public string? WaitsFor => Volatile.Read(ref _partner) switch
    {
        Nobody => null,
        Everybody => "the other ranks",
        var rank => $"rank {rank}",
    };

    /// <summary>How often waiting has begun or ended.</summary>
    public long NumChanges => Volatile.Read(ref _numChanges);

    /// <summary>Begins to wait for a rank.</summary>
    public void Wait(int rank) => Change(rank);

    /// <summary>Begins to wait for all.</summary>
    public void WaitForAll() => Change(Everybody);

    /// <summary>Waits no more.</summary>
    public void Go() => Change(Nobody);

    // By one thread at a time.
    private void Change(int partner)
    {
        Volatile.Write(ref _partner, partner);
        Volatile.Write(ref _numChanges, _numChanges + 1);
    }
}

/// <summary>A communicator that tells a watchdog whom it waits for.</summary>
internal interface IWaiting
{
    /// <summary>What it waits for, now.</summary>
    Activity Activity { get; }
}
