using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Faceptor.Cli.Display;

/// <summary>Hands on lines of text without characters that a terminal would obey.</summary>
/// <param name="inner">Where the text goes; not disposed here.</param>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    [AllowNull]
    public override string NewLine
    {
        get => inner.NewLine;
        set => inner.NewLine = value;
    }

    public override void Write(char value) => inner.Write(PrintableText.Lines(value.ToString()));

    public override void Write(string? value) => inner.Write(value is null ? null : PrintableText.Lines(value));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    // In one piece, so that lines of several threads do not mix.
    public override void WriteLine(string? value) =>
        inner.WriteLine(value is null ? null : PrintableText.Lines(value));

    public override void WriteLine() => inner.WriteLine();

    public override void Flush() => inner.Flush();
}
