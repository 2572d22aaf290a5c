namespace Faceptor.Distributed;

/// <summary>A communicator that tells a watchdog whom it waits for.</summary>
internal interface IWaiting
{
    /// <summary>What it waits for, now.</summary>
    Activity Activity { get; }
}
