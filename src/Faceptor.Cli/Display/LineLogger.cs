using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;

namespace Faceptor.Cli.Display;

/// <summary>
/// The option <c>--log-level</c>, and the log that it opens: a line an event, beside the errors. Off unless asked for.
/// </summary>
/// <param name="output">Where the lines go.</param>
/// <remarks>Safe for use by several threads at once, as long as nobody else writes a half line.</remarks>
internal sealed class LineLogger(TextWriter output) : ILogger
{
    private readonly Lock _turn = new();
    private LogLevel _least = LogLevel.None;

    /// <summary>The option, for the root command; every command has it then.</summary>
    public Option<LogLevel> Option { get; } = new("--log-level")
    {
        Description = "Also write log lines of this level and above to the error stream: trace, debug, information, "
            + "warning, error or none. Paths of files are in those of debug.",
        HelpName = "LEVEL",
        Recursive = true,
        CustomParser = ParseLevel,
        DefaultValueFactory = _ => LogLevel.None,
    };

    /// <summary>Opens the log as a command line asks.</summary>
    public void Open(ParseResult parsed) => Open(parsed, Option);

    /// <summary>The same where the command line has the option of another logger.</summary>
    public void Open(ParseResult parsed, Option<LogLevel> option) => _least = parsed.GetValue(option);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var cause = exception is null ? string.Empty : $" ({exception.GetType().Name}: {exception.Message})";
        var line = $"{logLevel.ToString().ToLowerInvariant()}: {eventId.Id} {eventId.Name}: "
            + $"{formatter(state, exception)}{cause}";
        lock (_turn)
        {
            output.WriteLine(MessageText.Fit(line));
        }
    }

    private static LogLevel ParseLevel(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<LogLevel>(text, ignoreCase: true);
        }

        result.AddError($"--log-level: expected trace, debug, information, warning, error or none, got '{text}'.");
        return LogLevel.None;
    }
}
