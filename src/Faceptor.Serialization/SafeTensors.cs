using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Faceptor.Serialization;

/// <summary>
/// A safetensors file: named tensors and text metadata, no code. Opening reads and checks the header; tensors are read
/// when asked for.
/// </summary>
internal sealed class SafeTensors : IDisposable
{
    private readonly FileStream _stream;
    private readonly SafeTensorsHeader _header;

    private SafeTensors(string path, FileStream stream, SafeTensorsHeader header)
    {
        Path = path;
        _stream = stream;
        _header = header;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Names of the tensors, in the order of the header.</summary>
    public IReadOnlyCollection<string> Names => _header.Entries.Keys;

    /// <summary>The file's own text entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, is no safetensors file, or is damaged.</exception>
    public static SafeTensors Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream? stream = null;
        try
        {
            stream = TensorFiles.Open(path);
            return new SafeTensors(path, stream, SafeTensorsHeader.Read(stream, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw TensorFiles.Unreadable(path, e);
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>Writes tensors; the final name appears only when the file is complete.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="tensors">Names and tensors; read from any device, not disposed.</param>
    /// <param name="metadata">Text entries, or null for none.</param>
    /// <param name="progress">Told after each tensor, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work before the next tensor; nothing is left behind.</param>
    /// <exception cref="IOException">
    /// The disk is full or the folder cannot be written; nothing is left under the final name.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    internal static void Write(
        string path,
        IEnumerable<KeyValuePair<string, ITensorMemory>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        // Larger elements first, then by name: every tensor is aligned to its element, and equal content gives equal
        // bytes.
        KeyValuePair<string, ITensorMemory>[] ordered =
        [
            .. tensors
                .OrderByDescending(pair => SafeTensorsTypes.SizeOf(pair.Value.Type))
                .ThenBy(pair => pair.Key, StringComparer.Ordinal),
        ];
        var header = WriteHeader(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var (index, (_, tensor)) in ordered.Index())
            {
                cancellationToken.ThrowIfCancellationRequested();
                tensor.Visit(bytes => stream.Write(bytes));
                progress?.Report(new WorkProgress(index + 1, ordered.Length));
            }
        });
    }

    /// <summary>Shape of a tensor, without reading it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public IReadOnlyList<long> ShapeOf(string name) => _header.Entries[name].Shape;

    /// <summary>Element type of a tensor, without reading it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public ElementType TypeOf(string name) => _header.Entries[name].Type;

    /// <summary>Reads the numbers of a tensor.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="create">Makes the memory for a type and a shape; called once, before anything is read.</param>
    /// <returns>What was made, filled.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor, or cannot be read any more.</exception>
    internal TMemory Read<TMemory>(string name, Func<ElementType, long[], TMemory> create)
        where TMemory : ITensorMemory, IDisposable
    {
        if (!_header.Entries.TryGetValue(name, out var entry))
        {
            throw new CheckpointException(Path, $"there is no tensor '{MessageText.Quote(name)}'.");
        }

        var tensor = create(entry.Type, entry.Shape);
        try
        {
            TensorData.Read(tensor, _stream.SafeFileHandle, _header.DataOffset + entry.Begin);
            return tensor;
        }
        catch (IOException e)
        {
            tensor.Dispose();
            throw new CheckpointException(Path, $"tensor '{MessageText.Quote(name)}' cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static byte[] WriteHeader(
        KeyValuePair<string, ITensorMemory>[] tensors,
        IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (name, tensor) in tensors)
            {
                var numBytes = tensor.NumElements() * SafeTensorsTypes.SizeOf(tensor.Type);
                json.WriteStartObject(name);
                json.WriteString("dtype", SafeTensorsTypes.NameOf(tensor.Type));
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += numBytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Padded with blanks so that the data begins at a multiple of 8.
        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((8 - (buffer.Length % 8)) % 8))));
        return buffer.ToArray();
    }
}
