using System.Diagnostics;

namespace Faceptor.Serialization.Tests;

public sealed class PlainFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "got a folder")]
    [InlineData("pipe", "got a pipe")]
    [InlineData("link", "got a pipe")]
    [InlineData("/dev/zero", "or a device")]
    public async Task What_is_no_file_is_refused_without_waiting(string name, string problem)
    {
        MakePipe();
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("pipe"));
        var path = _folder.File(name);

        foreach (var read in (Action[])
            [() => PlainFile.OpenRead(path), () => PlainFile.OpenHandle(path), () => PlainFile.ReadBytes(path)])
        {
            var error = await Task.Run(() => Assert.Throws<IOException>(read))
                .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_are_read_whole_also_through_a_link_and_when_they_are_empty()
    {
        File.WriteAllText(_folder.File("a"), "content");
        File.WriteAllText(_folder.File("empty"), string.Empty);
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("a"));

        Assert.Equal("content", PlainFile.ReadText(_folder.File("a")));
        Assert.Equal("content", PlainFile.ReadText(_folder.File("link")));
        Assert.Empty(PlainFile.ReadBytes(_folder.File("empty")));
    }

    [Fact]
    public void A_longer_file_than_expected_is_not_read()
    {
        File.WriteAllText(_folder.File("a"), "content");

        Assert.Equal(7, PlainFile.ReadBytes(_folder.File("a"), 7).Length);
        var error = Assert.Throws<IOException>(() => PlainFile.ReadBytes(_folder.File("a"), 6));

        Assert.Contains("6 bytes at most, got 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_read_when_somebody_writes_and_given_up_when_nobody_does()
    {
        MakePipe();
        var path = _folder.File("pipe");
        var error = Assert.Throws<IOException>(() => PlainFile.OpenReadOrPipe(path, TimeSpan.FromSeconds(0.1)));
        Assert.Contains("nobody writes", error.Message, StringComparison.Ordinal);

        // Another pipe: the reader that was given up still waits for the first.
        using (var maker = Process.Start("mkfifo", [_folder.File("other")]))
        {
            maker.WaitForExit();
        }

        var writing = Task.Run(
            () => File.WriteAllText(_folder.File("other"), "content"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(PlainFile.OpenReadOrPipe(_folder.File("other"), TimeSpan.FromMinutes(1)));

        Assert.Equal("content", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        await writing;
        await File.WriteAllTextAsync(path, "for the one that waits", TestContext.Current.CancellationToken);
    }

    private void MakePipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        using var maker = Process.Start("mkfifo", [_folder.File("pipe")]);
        maker.WaitForExit();
    }
}
