using System.Diagnostics;
using Faceptor.Data.Formats;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Formats;

/// <summary>Pipes and folders under the names of dataset files, with every reader.</summary>
public sealed class NoPlainFileTests : IDisposable
{
    private static readonly Dictionary<string, Action<string>> Readers = new()
    {
        ["picture"] = path => ImageCodec.Read(path),
        ["mask"] = path => ImageCodec.ReadClasses(path),
        ["list"] = path => _ = TextLines.Read(path).Count(),
        ["pickle"] = path => PickleFile.Read(path),
        ["matlab"] = path => MatlabFile.Read(path, "x"),
        ["points"] = path => PointsFile.Read(path, 5),
        ["records"] = path =>
        {
            var index = Path.ChangeExtension(path, ".index");
            File.WriteAllText(index, "1\t0\n");
            new RecordIoReader(path, index).Dispose();
        },
        ["index"] = path => new RecordIoReader(path, path).Dispose(),
        ["verification"] = path => VerificationBin.Read(path),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Readers.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_pipe_is_refused_without_waiting(string reader)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        var path = _folder.Combine("pipe");
        using (var maker = Process.Start("mkfifo", [path]))
        {
            await maker.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var error = await Task.Run(() => Assert.Throws<DatasetException>(() => Readers[reader](path)))
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("got a pipe", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_folder_is_named(string reader)
    {
        var path = Directory.CreateDirectory(_folder.Combine("folder")).FullName;

        var error = Assert.Throws<DatasetException>(() => Readers[reader](path));

        Assert.Contains("got a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_file_behind_a_link_has_its_own_length()
    {
        var path = _folder.Write("a.rec", new string('x', 5000));
        File.CreateSymbolicLink(_folder.Combine("link.rec"), path);

        using var file = SharedFile.Open(_folder.Combine("link.rec"));

        Assert.Equal(5000, file.Length);
    }
}
