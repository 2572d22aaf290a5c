using System.Text;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class TextLinesTests
{
    [Theory]
    [InlineData("a\nb\n", "1:a 2:b")]
    [InlineData("a\r\nb", "1:a 2:b")]
    [InlineData("a\rb\r", "1:a 2:b")]
    [InlineData("\n\r\n  a  \n\n", "3:a")]
    [InlineData("\uFEFFa\n", "1:a")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    public void Lines_keep_their_numbers(string text, string expected)
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(expected, Show(folder.Write("a.txt", Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void A_list_in_utf16_is_read_by_its_byte_order_mark()
    {
        using var folder = new TemporaryFolder();
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("é 1\r\nb 2")).ToArray();

        Assert.Equal("1:é 1 2:b 2", Show(folder.Write("a.txt", bytes)));
    }

    [Fact]
    public void Lines_that_lie_over_the_edge_of_a_block_are_whole()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var lines = Enumerable.Range(0, 200).Select(i => new string((char)('a' + (i % 26)), random.Next(1, 2000)))
            .Append(new string('z', TextLines.MaxLineChars))
            .ToArray();
        foreach (var end in new[] { "\n", "\r\n", "\r" })
        {
            var path = folder.Write("a.txt", string.Join(end, lines));

            Assert.Equal(lines, TextLines.Read(path).Select(line => line.Text));
            Assert.Equal(Enumerable.Range(1, lines.Length), TextLines.Read(path).Select(line => line.Number));
        }
    }

    [Fact]
    public void A_line_that_no_list_has_is_refused_with_its_number()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.txt", "a\nb\n" + new string('x', TextLines.MaxLineChars + 1));

        var error = Assert.Throws<DatasetException>(() => TextLines.Read(path).Count());

        Assert.Equal((path, 3), (error.Path, error.Line));
        Assert.Contains("longer than 1048576 characters", error.Message, StringComparison.Ordinal);
    }

    private static string Show(string path) =>
        string.Join(' ', TextLines.Read(path).Select(line => $"{line.Number}:{line.Text}"));
}
