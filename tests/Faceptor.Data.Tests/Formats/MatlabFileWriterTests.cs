using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class MatlabFileWriterTests
{
    [Fact]
    public void Reader_finds_what_was_written()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("file.mat");

        MatlabFileWriter.Write(
            path,
            MatlabFileWriter.Numbers("table", 3, 2, (row, column) => (10 * row) + column + 0.5),
            MatlabFileWriter.Texts("names", ["0/image00002.jpg", "", "schön"]),
            MatlabFileWriter.Numbers("x", 1, 1, (_, _) => -7));

        var file = MatlabFile.Read(path, "table", "names", "x");
        var table = file.Matrix("table");
        Assert.Equal((3, 2), (table.Rows, table.Columns));
        Assert.Equal(20.5, table[2, 0]);
        Assert.Equal(1.5, table[0, 1]);
        Assert.Equal(["0/image00002.jpg", "", "schön"], file.Texts("names"));
        Assert.Equal(-7, file.Matrix("x")[0, 0]);
        Assert.True(file.Has("x"));
        Assert.False(file.Has("y"));
    }
}
