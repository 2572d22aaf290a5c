using Faceptor.Core.Natives;

namespace Faceptor.Core.Tests.Natives;

// It sets a variable of the whole process.
[Collection(nameof(NativeCacheTests))]
[CollectionDefinition(nameof(NativeCacheTests), DisableParallelization = true)]
public sealed class NativeCacheTests : IDisposable
{
    private const string Variable = "XDG_CACHE_HOME";
    private readonly string? _former = Environment.GetEnvironmentVariable(Variable);
    private readonly TemporaryFolder _folder = new();

    public NativeCacheTests() => Environment.SetEnvironmentVariable(Variable, _folder.Combine("cache"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _former);
        _folder.Dispose();
    }

    [Fact]
    public void Equal_contents_are_stored_once_and_others_beside_them()
    {
        var first = NativeCache.Store("lib.so", "one"u8);
        var time = File.GetLastWriteTimeUtc(first);

        Assert.Equal(first, NativeCache.Store("lib.so", "one"u8));
        Assert.Equal(time, File.GetLastWriteTimeUtc(first));
        Assert.NotEqual(first, NativeCache.Store("lib.so", "two"u8));
        Assert.Equal("one", File.ReadAllText(first));
        Assert.StartsWith(_folder.Combine("cache", "faceptor", "natives"), first, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_somebody_changed_is_replaced()
    {
        var path = NativeCache.Store("lib.so", "one"u8);
        File.WriteAllText(path, "else");

        Assert.Equal(path, NativeCache.Store("lib.so", "one"u8));
        Assert.Equal("one", File.ReadAllText(path));
    }

    [Fact]
    public void A_folder_that_others_could_write_to_is_closed_to_them()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("modes are those of Unix");
            return;
        }

        var folder = _folder.Combine("cache", "faceptor", "natives");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        NativeCache.Store("lib.so", "one"u8);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void No_partial_file_is_left_and_nobody_else_may_write()
    {
        var path = NativeCache.Store("lib.so", "one"u8);

        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }
    }
}
