using System.Buffers.Binary;
using System.Text.Json;
using Faceptor.Core.Errors;
using static TorchSharp.torch;

namespace Faceptor.Core.Serialization;

/// <summary>Where a tensor lies in a safetensors file.</summary>
internal sealed record SafeTensorsEntry(ScalarType Type, long[] Shape, long Begin, long End);

/// <summary>
/// The checked header of a safetensors file: nothing in it points outside the file, overlaps or has another size than
/// it says.
/// </summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>The format's own bound on the header, which keeps a damaged length from asking for gigabytes.</summary>
    private const long MaxHeaderBytes = 100_000_000;

    private SafeTensorsHeader(
        Dictionary<string, SafeTensorsEntry> entries,
        Dictionary<string, string> metadata,
        long dataOffset)
    {
        Entries = entries;
        Metadata = metadata;
        DataOffset = dataOffset;
    }

    public Dictionary<string, SafeTensorsEntry> Entries { get; }

    public Dictionary<string, string> Metadata { get; }

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
        if (length > MaxHeaderBytes || (long)length > stream.Length - 8)
        {
            throw new CheckpointException(
                path,
                $"the header claims {length} bytes in a file of {stream.Length}; "
                + "this is no safetensors file, or it is cut off.");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        var dataOffset = 8 + (long)length;
        var entries = new Dictionary<string, SafeTensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name == "__metadata__")
                {
                    foreach (var pair in member.Value.EnumerateObject())
                    {
                        metadata[pair.Name] = pair.Value.GetString() ?? string.Empty;
                    }
                }
                else if (!entries.TryAdd(member.Name, ReadEntry(member, stream.Length - dataOffset, path)))
                {
                    throw new CheckpointException(path, $"tensor '{member.Name}' stands twice in the header.");
                }
            }
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CheckpointException(
                path, $"the safetensors header cannot be read ({e.Message}); copy the file again.", e);
        }

        RequireDisjoint(entries, path);
        return new SafeTensorsHeader(entries, metadata, dataOffset);
    }

    private static SafeTensorsEntry ReadEntry(JsonProperty member, long dataBytes, string path)
    {
        var typeName = member.Value.GetProperty("dtype").GetString() ?? string.Empty;
        if (!SafeTensorsTypes.ByName.TryGetValue(typeName, out var type))
        {
            throw new CheckpointException(
                path,
                $"tensor '{member.Name}' has element type '{typeName}'; "
                + $"known are {string.Join(", ", SafeTensorsTypes.ByName.Keys)}.");
        }

        long[] shape = [.. member.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var offsets = member.Value.GetProperty("data_offsets");
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var numBytes = (Int128)SafeTensorsTypes.SizeOf(type);
        foreach (var size in shape)
        {
            if (size < 0)
            {
                throw new CheckpointException(
                    path, $"tensor '{member.Name}' has a negative size in [{string.Join(", ", shape)}].");
            }

            numBytes = numBytes > dataBytes ? numBytes : numBytes * size;
        }

        if (begin < 0 || end < begin || end > dataBytes)
        {
            throw new CheckpointException(
                path,
                $"tensor '{member.Name}' lies at bytes {begin} to {end}, but the data has {dataBytes}; "
                + "the file is cut off, copy it again.");
        }

        if (numBytes != end - begin && !(shape.Contains(0) && begin == end))
        {
            throw new CheckpointException(
                path,
                $"tensor '{member.Name}' [{string.Join(", ", shape)}] of {typeName} "
                + $"does not fit its {end - begin} bytes.");
        }

        return new SafeTensorsEntry(type, shape, begin, end);
    }

    private static void RequireDisjoint(Dictionary<string, SafeTensorsEntry> entries, string path)
    {
        long previousEnd = 0;
        var previous = string.Empty;
        foreach (var (name, entry) in entries.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            if (entry.Begin < previousEnd)
            {
                throw new CheckpointException(path, $"tensors '{previous}' and '{name}' overlap.");
            }

            (previousEnd, previous) = (entry.End, name);
        }
    }
}
