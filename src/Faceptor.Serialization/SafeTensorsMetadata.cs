using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Faceptor.Serialization;

/// <summary>Changes the text entries of a safetensors file; its tensors stay as they are, byte by byte.</summary>
internal static class SafeTensorsMetadata
{
    private const string MetadataName = "__metadata__";
    private const int Alignment = 8;

    /// <summary>Sets one entry. The file is written anew beside itself and takes its own name when it is complete.</summary>
    /// <param name="path">The file; of a link the file that it leads to is changed.</param>
    /// <param name="key">The entry.</param>
    /// <param name="value">Its text; null removes it.</param>
    /// <exception cref="CheckpointException">The file is missing, is no safetensors file, or is damaged.</exception>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the file stays as it was.</exception>
    public static void Set(string path, string key, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(key);
        var target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        Dictionary<string, string> metadata;
        using (var file = SafeTensors.Open(target))
        {
            metadata = new Dictionary<string, string>(file.Metadata);
        }

        metadata.Remove(key);
        if (value is not null)
        {
            metadata.Add(key, value);
        }

        using var source = PlainFile.OpenRead(target, FileShare.Read | FileShare.Delete);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        source.ReadExactly(length);
        var json = new byte[BinaryPrimitives.ReadUInt64LittleEndian(length)];
        source.ReadExactly(json);
        var header = Header(json, metadata);
        AtomicFile.Write(target, stream =>
        {
            Span<byte> newLength = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(newLength, (ulong)header.Length);
            stream.Write(newLength);
            stream.Write(header);
            source.CopyTo(stream);
        });
    }

    // Places of tensors count from the header's end, so that they stay.
    private static byte[] Header(byte[] json, Dictionary<string, string> metadata)
    {
        using var document = JsonDocument.Parse(json);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataName);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WriteString(key, value);
                }

                writer.WriteEndObject();
            }

            foreach (var tensor in document.RootElement.EnumerateObject().Where(member => member.Name != MetadataName))
            {
                tensor.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((Alignment - (buffer.Length % Alignment)) % Alignment))));
        return buffer.ToArray();
    }
}
