using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Faceptor.Cli.Display;
using Spectre.Console;

namespace Faceptor.Cli.Tests.Display;

/// <summary>Names in files reach a terminal without what it would obey; its own control codes do.</summary>
public sealed class PrintableTests : IDisposable
{
    /// <summary>A title, a colour, an eight-bit control, a turn of direction, a new line, a bell.</summary>
    private const string Hostile = "a\u001b]0;owned\u0007\u001b[31mb\u009b2Jc\u202ed\u2066e\nf\rg\u2028h";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inspect_shows_tensor_names_without_their_control_characters(bool isTerminal)
    {
        var file = WriteWeights(Hostile);

        var (code, output) = Run(isTerminal, "inspect", file, "--tensors");

        Assert.Equal(FaceptorApp.Success, code);
        Assert.Contains("a?]0;owned??[31mb?2Jc?d?e", output, StringComparison.Ordinal);
        RequireHarmless(output);
    }

    [Fact]
    public void Json_keeps_the_names_and_escapes_them()
    {
        var (_, output) = Run(isTerminal: false, "inspect", WriteWeights(Hostile), "--tensors", "--json");

        using var json = JsonDocument.Parse(output);
        Assert.Equal(Hostile, json.RootElement.GetProperty("tensors")[0].GetProperty("name").GetString());
        RequireHarmless(output);
    }

    [Theory]
    [InlineData(false, "data", "check", "{0}")]
    [InlineData(true, "data", "check", "{0}")]
    [InlineData(false, "data", "check", "{0}", "--json")]
    [InlineData(false, "inspect", "{0}")]
    [InlineData(false, "predict", "{0}", "--weights", "{0}", "--verbose")]
    [InlineData(true, "evaluate", "--data", "{0}", "--weights", "{0}", "--verbose")]
    [InlineData(false, "train", "--data", "{0}", "--out", "{0}", "--config", "{0}")]
    [InlineData(false, "train", "--data", "d", "--out", "o", "--set", "{0}")]
    [InlineData(false, "{0}")]
    public void Whatever_a_command_is_given_its_lines_are_harmless(bool isTerminal, params string[] words)
    {
        string[] args = [.. words.Select(word => word.Replace("{0}", Hostile, StringComparison.Ordinal))];

        var (code, output) = Run(isTerminal, args);

        Assert.NotEqual(FaceptorApp.Success, code);
        RequireHarmless(output);
    }

    [Fact]
    public void Labels_in_a_check_are_harmless()
    {
        var label = _folder.File("data/RAF-DB/basic/label.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(label)!);
        File.WriteAllText(label, "train_\u001b[31m\u202e.jpg 4\ntest_1.jpg \u009b2J\n");

        var (_, output) = Run(isTerminal: true, "data", "check", _folder.File("data"));

        Assert.Contains("RAF-DB", output, StringComparison.Ordinal);
        RequireHarmless(output);
    }

    [Fact]
    public void A_terminal_keeps_its_own_codes_in_tables_and_live_displays()
    {
        // Not closed: a live display's thread may write once more after its end.
        var output = new StringWriter();
        var context = Context(output, isTerminal: true);
        var table = new Table().AddColumn($"[red]{Markup.Escape(Hostile)}[/]");

        context.Console.Write(new Markup("[red]plain[/]"));
        context.Console.Write(table);
        var tables = output.ToString();
        WorkDisplay.Run(context, Hostile, report =>
        {
            report(1, 1);
            return true;
        });

        Assert.Contains("\u001b[", tables, StringComparison.Ordinal);
        Assert.True(output.ToString().Length > tables.Length, "the live display wrote nothing");
        Assert.DoesNotContain("owned\u0007", output.ToString(), StringComparison.Ordinal);
        RequireHarmless(output.ToString());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("one\ntwo\r\nthree", "one\ntwo\r\nthree")]
    [InlineData("a\rb", "a?b")]
    [InlineData("tab\tend", "tab?end")]
    [InlineData("😀 ä ↑", "😀 ä ↑")]
    public void Lines_stay_lines(string text, string expected) => Assert.Equal(expected, PrintableText.Lines(text));

    [Fact]
    public void Every_way_to_write_is_looked_at()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var writer = new PrintableWriter(output);

        writer.Write('\u001b');
        writer.Write("\u001b");
        writer.Write(['\u001b']);
        writer.Write("\u001b".AsSpan());
        writer.Write((object)"\u001b");
        writer.Write("{0}", "\u001b");
        writer.WriteLine("\u001b");
        writer.WriteLine(new StringBuilder("\u001b"));
        writer.WriteLine(['\u001b']);
        writer.WriteLine();

        Assert.Equal("???????\n?\n?\n\n", output.ToString());
    }

    // Only what Spectre.Console writes itself: colours, cursor, erasing, its hidden cursor.
    private static void RequireHarmless(string output)
    {
        var rest = System.Text.RegularExpressions.Regex.Replace(output, "\u001b\\[[0-9;?]*[A-Za-z]", string.Empty);
        Assert.DoesNotContain("\u001b[31m", output, StringComparison.Ordinal);
        Assert.DoesNotContain(rest, letter => letter is not ('\n' or '\r') && char.GetUnicodeCategory(letter)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator);
    }

    private static (int Code, string Output) Run(bool isTerminal, params string[] args)
    {
        using var output = new StringWriter();
        var code = FaceptorApp.Run(args, Context(output, isTerminal));
        return (code, output.ToString());
    }

    private static CliContext Context(StringWriter output, bool isTerminal)
    {
        if (!isTerminal)
        {
            return CliContext.Plain(output, output, CancellationToken.None);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 120;
        return CliContext.Live(output, output, console, CancellationToken.None);
    }

    private string WriteWeights(string tensor)
    {
        var header = Encoding.UTF8.GetBytes(
            """{"__metadata__":{"note\u001b[31m":"\u202eyes"},"""
            + JsonSerializer.Serialize(tensor)
            + """:{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""");
        var bytes = new byte[8 + header.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        var path = _folder.File("hostile.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
