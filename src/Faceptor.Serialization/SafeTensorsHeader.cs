using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Faceptor.Serialization;

/// <summary>
/// The checked header of a safetensors file: nothing in it points outside the file, overlaps or has another size than
/// it says.
/// </summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>
    /// Room for ten times the tensors that are read. The format itself allows 100 MB, which is more memory than any
    /// network of faces has names for.
    /// </summary>
    private const long MaxHeaderBytes = 1 << 24;

    private SafeTensorsHeader(long dataOffset)
    {
        DataOffset = dataOffset;
    }

    public Dictionary<string, SafeTensorsEntry> Entries { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public long DataOffset { get; }

    public static SafeTensorsHeader Read(Stream stream, string path)
    {
        Span<byte> lengthBytes = stackalloc byte[8];
        if (stream.Length < 8)
        {
            throw new CheckpointException(
                path, $"a safetensors file has at least 8 bytes, this one {stream.Length}; copy it again.");
        }

        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > (ulong)stream.Length - 8)
        {
            throw new CheckpointException(
                path,
                $"the header claims {length} bytes in a file of {stream.Length}; "
                + "this is no safetensors file, or it is cut off.");
        }

        if (length > MaxHeaderBytes)
        {
            throw new CheckpointException(
                path, $"the header has {length} bytes; no weights of a face network need more than {MaxHeaderBytes}.");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        if (!Utf8.IsValid(json))
        {
            throw new CheckpointException(path, "the safetensors header is not UTF-8 text; copy the file again.");
        }

        var header = new SafeTensorsHeader(8 + (long)length);
        var dataBytes = stream.Length - header.DataOffset;
        try
        {
            new SafeTensorsJson(json, path, dataBytes).Read(header.Entries, header.Metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException(
                path, $"the safetensors header cannot be read ({e.Message}); copy the file again.", e);
        }

        header.RequireCovering(dataBytes, path);
        return header;
    }

    // The format allows neither two tensors at one place nor bytes that belong to none.
    private void RequireCovering(long dataBytes, string path)
    {
        long previousEnd = 0;
        var previous = "the header";
        foreach (var (name, entry) in Entries.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            var current = $"'{MessageText.Quote(name)}'";
            if (entry.Begin != previousEnd)
            {
                throw new CheckpointException(
                    path,
                    entry.Begin < previousEnd
                        ? $"tensors {previous} and {current} overlap from byte {entry.Begin} to {previousEnd}."
                        : $"bytes {previousEnd} to {entry.Begin} between {previous} and {current} belong to no "
                            + "tensor.");
            }

            (previousEnd, previous) = (entry.End, current);
        }

        if (previousEnd != dataBytes)
        {
            throw new CheckpointException(
                path,
                $"{dataBytes - previousEnd} bytes behind {previous} belong to no tensor; the file is damaged, "
                + "copy it again.");
        }
    }
}

/// <summary>Where a tensor lies in a safetensors file.</summary>
internal sealed record SafeTensorsEntry(ElementType Type, long[] Shape, long Begin, long End);
