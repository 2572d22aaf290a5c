using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class SharedFileTests
{
    [Fact]
    public void One_file_is_opened_once()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a", [1, 2, 3]);
        var (first, second) = (SharedFile.Open(path), SharedFile.Open(Path.Combine(folder.Path, ".", "a")));

        Assert.Same(first, second);
        first.Dispose();
        Assert.Equal([2, 3], Read(second, 1));
        second.Dispose();
    }

    [Fact]
    public void A_file_that_took_anothers_place_is_opened_anew()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a", [1, 2, 3]);
        using var first = SharedFile.Open(path);
        File.Delete(path);
        folder.Write("a", [4, 5, 6, 7]);

        using var second = SharedFile.Open(path);

        Assert.Equal([4, 5, 6, 7], Read(second, 0));
        Assert.Equal([1, 2, 3], Read(first, 0));
    }

    [Fact]
    public void Files_beyond_the_bound_are_opened_for_each_read()
    {
        using var folder = new TemporaryFolder();
        const int numFiles = 1_100; // more than a process may often have open
        var files = Enumerable.Range(0, numFiles)
            .Select(i => SharedFile.Open(folder.Write($"{i}", [(byte)i])))
            .ToArray();
        try
        {
            Parallel.For(0, files.Length, i => Assert.Equal([(byte)i], Read(files[i], 0)));
            if (OperatingSystem.IsLinux())
            {
                Assert.InRange(CountOpenFiles(folder.Path), 1, SharedFile.MaxHandles);
            }
        }
        finally
        {
            Array.ForEach(files, file => file.Dispose());
        }
    }

    [Fact]
    public void Others_may_write_a_file_that_is_read()
    {
        using var folder = new TemporaryFolder();
        using var file = SharedFile.Open(folder.Write("a", [1, 2, 3]));

        using (var writer = new FileStream(folder.Combine("a"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.Write([9]);
        }

        Assert.Equal([9, 2, 3], Read(file, 0));
    }

    private static int CountOpenFiles(string folder)
    {
        return Directory.GetFileSystemEntries("/proc/self/fd").Count(IsBelow);

        bool IsBelow(string entry)
        {
            try
            {
                return File.ResolveLinkTarget(entry, returnFinalTarget: false)?.FullName
                    .StartsWith(folder, StringComparison.Ordinal) == true;
            }
            catch (IOException)
            {
                return false; // another test closed its file meanwhile
            }
        }
    }

    private static byte[] Read(SharedFile file, long offset)
    {
        using var access = file.Borrow();
        var bytes = new byte[file.Length - offset];
        Assert.Equal(bytes.Length, RandomAccess.Read(access.Handle, bytes, offset));
        return bytes;
    }
}
