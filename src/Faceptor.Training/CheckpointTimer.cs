namespace Faceptor.Training;

/// <summary>Says when so much time has passed since the last checkpoint that one more is due.</summary>
/// <param name="minutes">Minutes between checkpoints; 0 for never.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class CheckpointTimer(double minutes, TimeProvider clock)
{
    private long _last = clock.GetTimestamp();

    /// <summary>Whether a checkpoint is due.</summary>
    public bool IsDue => minutes > 0 && clock.GetElapsedTime(_last).TotalMinutes >= minutes;

    /// <summary>A checkpoint has been written.</summary>
    public void Restart() => _last = clock.GetTimestamp();
}
