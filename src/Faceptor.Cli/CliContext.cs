using Faceptor.Cli.Commands;
using Faceptor.Cli.Display;
using Faceptor.Cli.Predicting;
using Spectre.Console;

namespace Faceptor.Cli;

/// <summary>What a command writes to and listens to.</summary>
/// <param name="Out">Results and progress.</param>
/// <param name="Error">Errors.</param>
/// <param name="Console">The same as <paramref name="Out"/>, for tables and live displays.</param>
/// <param name="IsInteractive">Whether somebody watches, so that lines may be drawn over.</param>
/// <param name="Cancellation">Ctrl-C.</param>
/// <remarks>
/// Whatever is written here may quote a file: writers and console of <see cref="ForTerminal"/>, <see cref="Plain"/> and
/// <see cref="Live"/> let no character through that a terminal would obey.
/// </remarks>
internal sealed record CliContext(
    TextWriter Out, TextWriter Error, IAnsiConsole Console, bool IsInteractive, CancellationToken Cancellation)
{
    /// <summary>Tables of redirected output; a file has no width of its own.</summary>
    private const int PlainWidth = 120;

    /// <summary>The datasets that the command line knows.</summary>
    public DatasetAssemblies Datasets { get; } = new();

    /// <summary>Takes the log of libraries; silent unless the command line has <c>--log-level</c>.</summary>
    public LineLogger Logger { get; init; } = new(Error);

    /// <summary>How detectors are opened, by name or file.</summary>
    public Func<string, IFaceDetector> OpenDetector { get; init; } = DetectorOption.Load;

    /// <summary>Finds other programs by their names; null where one is not installed.</summary>
    public Func<string, string?> FindProgram { get; init; } = VideoTools.FindProgram;

    /// <summary>How commands that fetch something reach the network.</summary>
    public Func<HttpMessageHandler> Network { get; init; } = () => new SocketsHttpHandler();

    /// <summary>The process's own streams; plain lines when output is redirected.</summary>
    public static CliContext ForTerminal(CancellationToken cancellation) =>
        System.Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? Plain(System.Console.Out, System.Console.Error, cancellation)
            : Live(System.Console.Out, System.Console.Error, AnsiConsole.Console, cancellation);

    /// <summary>Plain lines to any writers.</summary>
    public static CliContext Plain(TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = PlainWidth;
        return Of(output, error, console, isInteractive: false, cancellation);
    }

    /// <summary>Live displays on a terminal that somebody watches.</summary>
    public static CliContext Live(
        TextWriter output, TextWriter error, IAnsiConsole console, CancellationToken cancellation) =>
        Of(output, error, console, isInteractive: true, cancellation);

    private static CliContext Of(
        TextWriter output,
        TextWriter error,
        IAnsiConsole console,
        bool isInteractive,
        CancellationToken cancellation) =>
        new(
            new PrintableWriter(output),
            new PrintableWriter(error),
            new PrintableConsole(console),
            isInteractive,
            cancellation);
}
