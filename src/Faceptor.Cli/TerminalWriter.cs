using System.Text;

namespace Faceptor.Cli;

/// <summary>
/// Writes to a terminal that may close at any moment: what nobody can read any more is dropped, so that the work that
/// is being saved comes to its end.
/// </summary>
/// <param name="terminal">Writes to the terminal.</param>
internal sealed class TerminalWriter(TextWriter terminal) : TextWriter(terminal.FormatProvider)
{
    private volatile bool _isGone;

    /// <inheritdoc/>
    public override Encoding Encoding => terminal.Encoding;

    /// <summary>Puts it between the process and its terminal, where it has one; files and pipes stay as they are.</summary>
    public static void Install()
    {
        if (!Console.IsOutputRedirected)
        {
            Console.SetOut(new TerminalWriter(Console.Out));
        }

        if (!Console.IsErrorRedirected)
        {
            Console.SetError(new TerminalWriter(Console.Error));
        }
    }

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => terminal.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) =>
        Try(() => terminal.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => terminal.Write(value));

    /// <inheritdoc/>
    public override void Flush() => Try(terminal.Flush);

    private void Try(Action write)
    {
        try
        {
            if (!_isGone)
            {
                write();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _isGone = true;
        }
    }
}
