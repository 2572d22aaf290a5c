using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class RecordIoWriterTests
{
    private static readonly byte[] Magic = [0x0A, 0x23, 0xD7, 0xCE];

    [Fact]
    public void Image_record_has_header_padding_and_index_line()
    {
        var (records, index) = Write(writer =>
        {
            writer.Write(5, 3f, [9, 8, 7]);
            writer.Write(6, [1f, 2f], []);
        });

        byte[] first =
        [
            .. Magic, 27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x40, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 8,
            7, 0,
        ];
        byte[] second =
        [
            .. Magic, 32, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0x80, 0x3F, 0, 0, 0, 0x40,
        ];
        Assert.Equal([.. first, .. second], records);
        Assert.Equal("5\t0\n6\t36\n", index);
    }

    [Fact]
    public void Aligned_magic_splits_the_record()
    {
        var (records, _) = Write(writer => writer.WriteRecord(0, [1, 2, 3, 4, .. Magic, .. Magic, 5]));

        byte[] expected =
        [
            .. Magic, 4, 0, 0, 0x20, 1, 2, 3, 4, // first
            .. Magic, 0, 0, 0, 0x40, // middle, empty
            .. Magic, 1, 0, 0, 0x60, 5, 0, 0, 0, // last
        ];
        Assert.Equal(expected, records);
    }

    [Fact]
    public void Magic_at_the_start_leaves_an_empty_first_part()
    {
        var (records, _) = Write(writer => writer.WriteRecord(0, Magic));

        Assert.Equal([.. Magic, 0, 0, 0, 0x20, .. Magic, 0, 0, 0, 0x60], records);
    }

    [Fact]
    public void Magic_off_the_grid_stays_in_the_data()
    {
        var (records, _) = Write(writer => writer.WriteRecord(0, [1, .. Magic, 2, 3, 4]));

        Assert.Equal([.. Magic, 8, 0, 0, 0, 1, .. Magic, 2, 3, 4], records);
    }

    private static (byte[] Records, string Index) Write(Action<RecordIoWriter> write)
    {
        using var folder = new TemporaryFolder();
        using (var writer = new RecordIoWriter(folder.Combine("a.rec"), folder.Combine("a.idx")))
        {
            write(writer);
        }

        return (File.ReadAllBytes(folder.Combine("a.rec")), File.ReadAllText(folder.Combine("a.idx")));
    }
}
