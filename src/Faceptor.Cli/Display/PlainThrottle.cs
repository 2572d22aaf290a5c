namespace Faceptor.Cli.Display;

/// <summary>Lets a line through every few seconds: a log file wants to show life, not every step.</summary>
internal sealed class PlainThrottle(TimeProvider? clock = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long? _last;

    /// <summary>Whether to write now; the last line of a piece of work always comes through.</summary>
    public bool Allows(bool isLast)
    {
        if (!isLast && _last is { } last && _clock.GetElapsedTime(last) < Pause)
        {
            return false;
        }

        _last = _clock.GetTimestamp();
        return true;
    }
}
