namespace Faceptor.Serialization.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_the_system_calls_too_large_is_an_error_of_the_disk_and_leaves_nothing()
    {
        var path = _folder.File("large.bin");

        // What .NET throws for EFBIG.
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(
            path, _ => throw new ArgumentOutOfRangeException("value", "Specified file length was too large.")));

        Assert.StartsWith("the file is too large for the file system or a quota: ", error.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_failed_write_keeps_the_file_before()
    {
        var path = _folder.File("kept.txt");
        AtomicFile.WriteText(path, "before");

        Assert.Throws<InvalidOperationException>(
            () => AtomicFile.Write(path, _ => throw new InvalidOperationException()));

        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }
}
