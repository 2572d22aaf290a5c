using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
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

    private const int MaxDimensions = 64;
    private const string MetadataName = "__metadata__";

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
        if (length > MaxHeaderBytes || (long)length > stream.Length - 8)
        {
            throw new CheckpointException(
                path,
                $"the header claims {length} bytes in a file of {stream.Length}; "
                + "this is no safetensors file, or it is cut off.");
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
            using var document = JsonDocument.Parse(json);
            header.AddMembers(document.RootElement, dataBytes, path);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CheckpointException(
                path, $"the safetensors header cannot be read ({e.Message}); copy the file again.", e);
        }

        header.RequireCovering(dataBytes, path);
        return header;
    }

    private void AddMembers(JsonElement root, long dataBytes, string path)
    {
        var hasMetadata = false;
        foreach (var member in root.EnumerateObject())
        {
            var isNew = member.Name == MetadataName
                ? !hasMetadata
                : Entries.TryAdd(member.Name, ReadEntry(member, dataBytes, path));
            if (!isNew)
            {
                throw new CheckpointException(path, $"'{MessageText.Quote(member.Name)}' stands twice in the header.");
            }

            if (member.Name == MetadataName)
            {
                hasMetadata = true;
                AddMetadata(member.Value, path);
            }
        }
    }

    private void AddMetadata(JsonElement metadata, string path)
    {
        foreach (var pair in metadata.EnumerateObject())
        {
            if (pair.Value.GetString() is not { } text || !Metadata.TryAdd(pair.Name, text))
            {
                throw new CheckpointException(
                    path, $"metadata '{MessageText.Quote(pair.Name)}' stands twice in the header or is null.");
            }
        }
    }

    private static SafeTensorsEntry ReadEntry(JsonProperty member, long dataBytes, string path)
    {
        var tensor = $"tensor '{MessageText.Quote(member.Name)}'";
        var typeName = member.Value.GetProperty("dtype").GetString() ?? string.Empty;
        if (!SafeTensorsTypes.ByName.TryGetValue(typeName, out var type))
        {
            throw new CheckpointException(
                path,
                $"{tensor} has element type '{MessageText.Quote(typeName)}'; "
                + $"known are {string.Join(", ", SafeTensorsTypes.ByName.Keys)}.");
        }

        if (member.Value.EnumerateObject().Count() != 3)
        {
            throw new CheckpointException(
                path, $"{tensor} has other members than dtype, shape and data_offsets, or one twice.");
        }

        long[] shape = [.. member.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] offsets =
            [.. member.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (offsets is not [var begin, var end] || shape.Length > MaxDimensions)
        {
            throw new CheckpointException(
                path,
                $"{tensor} has {offsets.Length} data offsets and {shape.Length} dimensions; "
                + $"2 and at most {MaxDimensions} were expected.");
        }

        if (shape.Any(size => size < 0))
        {
            throw new CheckpointException(
                path, $"{tensor} has a negative size in [{string.Join(", ", shape)}].");
        }

        if (begin < 0 || end < begin || end > dataBytes)
        {
            throw new CheckpointException(
                path,
                $"{tensor} lies at bytes {begin} to {end}, but the data has {dataBytes}; "
                + "the file is cut off, copy it again.");
        }

        // The product is taken only where it is known not to overflow.
        var elementSize = SafeTensorsTypes.SizeOf(type);
        if (!PyTorchTypes.IsCountable(shape, elementSize)
            || shape.Aggregate((long)elementSize, (product, size) => product * size) != end - begin)
        {
            throw new CheckpointException(
                path,
                $"{tensor} [{string.Join(", ", shape)}] of {MessageText.Quote(typeName)} "
                + $"does not fit its {end - begin} bytes.");
        }

        return new SafeTensorsEntry(type, shape, begin, end);
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
                        : $"bytes {previousEnd} to {entry.Begin} between {previous} and {current} belong to no tensor.");
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
