using System.Text;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class CsvListTests
{
    [Fact]
    public void Records_know_their_line_and_place()
    {
        using var folder = new TemporaryFolder();
        const string text = "\uFEFFname,note\r\n\r\na,\"x, \"\"y\"\"\"\r\n b , é \n\nc,";
        var path = folder.Write("a.csv", text);
        var bytes = File.ReadAllBytes(path);
        using var list = new CsvList(path, ',', hasHeader: true);

        var records = new List<(int Line, string First, string Second, byte At)>();
        while (list.Read())
        {
            records.Add((list.Line, list.Field(0), list.Field(1), bytes[list.Offset]));
        }

        Assert.Equal(["name", "note"], list.Header);
        Assert.Equal(
            [(3, "a", "x, \"y\"", (byte)'a'), (4, "b", "é", (byte)' '), (6, "c", string.Empty, (byte)'c')], records);
    }

    [Fact]
    public void A_stray_quote_ends_with_its_line()
    {
        using var folder = new TemporaryFolder();
        using var list = new CsvList(folder.Write("a.csv", "\"a,b\nc,d\n"), ',', hasHeader: false);

        Assert.True(list.Read());
        Assert.True(list.Read());
        Assert.Equal((2, "c"), (list.Line, list.Field(0)));
    }

    [Fact]
    public void A_record_without_an_end_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", Encoding.ASCII.GetBytes(new string('x', 3 << 20)));

        var error = Assert.Throws<DatasetException>(() => new CsvList(path, ',', hasHeader: true));

        Assert.Equal(path, error.Path);
    }
}
