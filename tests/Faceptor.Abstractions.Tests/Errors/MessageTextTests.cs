namespace Faceptor.Abstractions.Tests.Errors;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("plain, ÄÖ and 顔", "plain, ÄÖ and 顔")]
    [InlineData("\u001b[2Jgone", "?[2Jgone")]
    [InlineData("a\tb\r\nc\0", "a?b??c?")]
    [InlineData("\u009b31m", "?31m")]
    [InlineData("left\u202etfel", "left?tfel")]
    [InlineData("one\u2028two", "one?two")]
    [InlineData("خانه\u200cها", "خانه\u200cها")]
    [InlineData("whole \ud83d\ude00!", "whole \ud83d\ude00!")]
    public void Printable_replaces_what_a_terminal_would_obey(string text, string expected)
    {
        Assert.Equal(expected, MessageText.Printable(text));
    }

    // Not a row above: the runner hands rows on as UTF-8, which has no half pairs.
    [Fact]
    public void Printable_replaces_half_a_surrogate_pair()
    {
        Assert.Equal("half ?", MessageText.Printable("half \ud83d"));
    }

    [Fact]
    public void Quote_shows_eighty_characters()
    {
        var quote = MessageText.Quote(new string('7', 5000));

        Assert.Equal(new string('7', 77) + "...", quote);
        Assert.Equal(80, MessageText.Quote(new string('7', 80)).Length);
        Assert.Equal(string.Empty, MessageText.Quote(null));
    }

    [Fact]
    public void Fit_keeps_beginning_and_end()
    {
        var message = MessageText.Fit($"list.csv, line 3: {new string('9', 9000)}; write one number a column.");

        Assert.Equal(400, message.Length);
        Assert.StartsWith("list.csv, line 3: 999", message);
        Assert.EndsWith("; write one number a column.", message);
    }

    [Fact]
    public void Fit_puts_lines_behind_each_other()
    {
        Assert.Equal("first second ?third", MessageText.Fit("first\r\n  second\n\n\u001bthird"));
    }

    [Fact]
    public void Place_keeps_the_end_of_a_path()
    {
        var path = string.Concat(Enumerable.Repeat("/folder", 100)) + "/file.txt";

        Assert.Equal(160, MessageText.Place(path).Length);
        Assert.EndsWith("/file.txt", MessageText.Place(path));
        Assert.Equal("/short/file.txt", MessageText.Place("/short/file.txt"));
    }

    [Fact]
    public void Every_exception_of_this_library_is_short_and_printable()
    {
        var content = new string('\u001b', 3000);
        Exception[] errors =
        [
            new FaceptorException(content),
            new DatasetException(content, content, line: 4),
            new CheckpointException(content, content),
            new OptionsException(content, content),
            new PickleException(5, content),
        ];

        Assert.All(errors, error => Assert.InRange(error.Message.Length, 1, MessageText.MaxMessageLength));
        Assert.All(errors, error => Assert.DoesNotContain('\u001b', error.Message));
    }
}
