using System.Text;

namespace Faceptor.Cli.Ranks;

/// <summary>Writes whole lines with a prefix: ranks share one terminal.</summary>
/// <param name="inner">Where they go.</param>
/// <param name="prefix">What each line begins with.</param>
/// <remarks>For use by several threads at once, as long as each writes whole lines.</remarks>
internal sealed class PrefixWriter(TextWriter inner, string prefix) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value);

    public override void Write(string? value) => inner.Write(value);

    public override void WriteLine(string? value) =>
        inner.WriteLine(prefix + value?.ReplaceLineEndings(Environment.NewLine + prefix));

    public override void Flush() => inner.Flush();
}
