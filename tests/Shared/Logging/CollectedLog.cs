using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Faceptor.Testing;

/// <summary>Keeps what is logged; for use by several threads at once.</summary>
internal sealed class CollectedLog(LogLevel least = LogLevel.Trace) : ILogger
{
    private readonly ConcurrentQueue<LoggedEvent> _events = new();

    /// <summary>Everything, in order.</summary>
    public LoggedEvent[] Events => [.. _events];

    /// <summary>The events' names, in order.</summary>
    public string[] Names => [.. _events.Select(entry => entry.Name)];

    /// <summary>The only event of a name.</summary>
    public LoggedEvent Single(string name) => Assert.Single(_events, entry => entry.Name == name);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var values = ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(pair => pair.Key, pair => pair.Value);
        _events.Enqueue(new LoggedEvent(eventId.Id, eventId.Name!, logLevel, formatter(state, exception), values));
    }
}

/// <summary>One logged event.</summary>
internal sealed record LoggedEvent(
    int Id, string Name, LogLevel Level, string Text, IReadOnlyDictionary<string, object?> Values);
