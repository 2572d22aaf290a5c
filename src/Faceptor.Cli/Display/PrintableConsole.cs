using Spectre.Console;
using Spectre.Console.Rendering;

namespace Faceptor.Cli.Display;

/// <summary>
/// A console whose own control codes pass, while those in texts do not: tables and live displays as they are, with
/// question marks in names that would have moved the cursor.
/// </summary>
/// <remarks>
/// Live displays attach themselves to <see cref="Pipeline"/>, which is this console's own, so that what they draw is
/// looked at as well.
/// </remarks>
internal sealed class PrintableConsole(IAnsiConsole inner) : IAnsiConsole
{
    public Profile Profile => inner.Profile;

    public IAnsiConsoleCursor Cursor => inner.Cursor;

    public IAnsiConsoleInput Input => inner.Input;

    public IExclusivityMode ExclusivityMode => inner.ExclusivityMode;

    public RenderPipeline Pipeline { get; } = new();

    public void Clear(bool home) => inner.Clear(home);

    public void Write(IRenderable renderable)
    {
        var options = RenderOptions.Create(inner, inner.Profile.Capabilities);
        inner.Write(new Printable([.. Pipeline.Process(options, [renderable])]));
    }

    // Cursor movements of displays; no text of ours goes this way.
    public void WriteAnsi(Action<AnsiWriter> action) => inner.WriteAnsi(action);

    private sealed class Printable(IRenderable[] parts) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth)
        {
            var sizes = Array.ConvertAll(parts, part => part.Measure(options, maxWidth));
            return new Measurement(
                sizes.Select(size => size.Min).DefaultIfEmpty().Max(),
                sizes.Select(size => size.Max).DefaultIfEmpty().Max());
        }

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            parts.SelectMany(part => part.Render(options, maxWidth)).Select(Clean);

        private static Segment Clean(Segment segment) => segment.IsControlCode || segment.IsLineBreak
            ? segment
            : PrintableText.Lines(segment.Text) is var text && text == segment.Text
                ? segment
                : new Segment(text, segment.Style);
    }
}
