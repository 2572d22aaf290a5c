using System.IO.Compression;
using Faceptor.Serialization.PyTorch;

namespace Faceptor.Serialization.Tests.PyTorch;

public sealed class ZipWriterTests : IDisposable
{
    private const long FiveGigabytes = 5L << 30;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Entries_and_places_beyond_4_GB_are_read_back()
    {
        // A hole in the file stands for the numbers: it takes no room on the disk.
        var path = _folder.File("large.zip");
        using (var stream = File.Create(path))
        {
            var zip = new ZipWriter(stream);
            zip.Begin("first", FiveGigabytes, crc: 0);
            stream.Position += FiveGigabytes;
            zip.Add("second", "behind"u8);
            zip.Finish();
        }

        using var file = File.OpenRead(path);
        var directory = ZipDirectory.Read(file);
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);

        Assert.Equal((64, FiveGigabytes), directory.Find("first"));
        Assert.Equal("behind"u8.ToArray(), directory.ReadSmall("second", 6));
        Assert.True(directory.Find("second")!.Value.Begin > FiveGigabytes);
        Assert.Equal(FiveGigabytes, archive.GetEntry("first")!.Length);
        using var second = new StreamReader(archive.GetEntry("second")!.Open());
        Assert.Equal("behind", second.ReadToEnd());
    }

    [Fact]
    public void More_than_65535_entries_are_read_back()
    {
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        for (var i = 0; i < 70_000; i++)
        {
            zip.Begin($"{i}", 0, crc: 0);
        }

        zip.Finish();

        Assert.Equal(70_000, ZipDirectory.Read(stream).Names.Count());
        stream.Position = 0;
        using var archive = new ZipArchive(stream);
        Assert.Equal(70_000, archive.Entries.Count);
    }

    [Fact]
    public void An_entry_that_stands_twice_is_refused()
    {
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        zip.Add("twice", [1]);
        zip.Add("twice", [2]);
        zip.Finish();

        var error = Assert.Throws<FormatException>(() => ZipDirectory.Read(stream));

        Assert.Contains("'twice' stands twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_entry_is_not_read_when_it_is_large()
    {
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        zip.Add("note", new byte[100]);
        zip.Finish();

        var error = Assert.Throws<FormatException>(() => ZipDirectory.Read(stream).ReadSmall("note", 16));

        Assert.Contains("entry 'note' has 100 bytes, at most 16 are read", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void Checksums_have_their_known_values(string text, uint expected)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);
        var pieces = new Crc32();

        foreach (var piece in bytes.Chunk(5))
        {
            pieces.Append(piece);
        }

        Assert.Equal((expected, expected), (Crc32.Of(bytes), pieces.Value));
    }
}
