using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Faceptor.Serialization.Pickles;

/// <summary>
/// Writes Python pickles of protocol 2 or 3 from plain values: text, bytes, numbers, truth values, lists, tuples,
/// dictionaries, and calls of names. Values are written in the order in which they stand; containers are opened and
/// closed around them.
/// </summary>
/// <remarks>Nothing is shared between values: the memo of the format is not used.</remarks>
internal sealed class PickleWriter : IDisposable
{
    private const int BatchSize = 1000;

    private readonly Stream _stream;
    private readonly byte _protocol;

    /// <summary>Starts a pickle.</summary>
    /// <param name="stream">Where to write; closed by <see cref="Dispose"/>.</param>
    /// <param name="protocol">2, which Python 2 and <c>torch.load</c> read too, or 3, which has byte strings.</param>
    public PickleWriter(Stream stream, byte protocol = 3)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(protocol, (byte)2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(protocol, (byte)3);
        _stream = stream;
        _protocol = protocol;
        _stream.Write([0x80, protocol]);
    }

    /// <summary>Writes <c>None</c>.</summary>
    public void None() => _stream.WriteByte((byte)'N');

    /// <summary>Writes a text.</summary>
    /// <param name="value">The text; UTF-8 in the file.</param>
    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        WriteWithLength((byte)'X', bytes);
    }

    /// <summary>Writes a byte string.</summary>
    /// <param name="value">The bytes.</param>
    /// <exception cref="InvalidOperationException">Protocol 2 has no byte strings.</exception>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        if (_protocol < 3)
        {
            throw new InvalidOperationException("Byte strings need protocol 3, this pickle has protocol 2.");
        }

        WriteWithLength((byte)'B', value);
    }

    /// <summary>Writes a whole number.</summary>
    /// <param name="value">The number.</param>
    public void Integer(int value)
    {
        if (value is >= 0 and <= 255)
        {
            _stream.Write([(byte)'K', (byte)value]);
            return;
        }

        Span<byte> bytes = stackalloc byte[5];
        bytes[0] = (byte)'J';
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], value);
        _stream.Write(bytes);
    }

    /// <summary>Writes a whole number.</summary>
    /// <param name="value">The number.</param>
    public void Integer(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Integer((int)value);
            return;
        }

        var bytes = new BigInteger(value).ToByteArray();
        _stream.Write([0x8a, (byte)bytes.Length]);
        _stream.Write(bytes);
    }

    /// <summary>Writes a floating-point number.</summary>
    /// <param name="value">The number.</param>
    public void Number(double value)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = (byte)'G';
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], value);
        _stream.Write(bytes);
    }

    /// <summary>Writes a truth value.</summary>
    /// <param name="value">The value.</param>
    public void Boolean(bool value) => _stream.WriteByte(value ? (byte)0x88 : (byte)0x89);

    /// <summary>Writes a list.</summary>
    /// <typeparam name="T">What the items come from.</typeparam>
    /// <param name="items">The items in order.</param>
    /// <param name="writeItem">Writes exactly one value for an item.</param>
    public void List<T>(IEnumerable<T> items, Action<T> writeItem)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(writeItem);
        _stream.WriteByte((byte)']');
        WriteBatches(items, writeItem, (byte)'e');
    }

    /// <summary>Writes a dictionary with text keys.</summary>
    /// <param name="entries">Keys with what writes exactly one value each.</param>
    public void Dictionary(params ReadOnlySpan<(string Key, Action WriteValue)> entries) =>
        Dictionary(entries.ToArray(), entry =>
        {
            Text(entry.Key);
            entry.WriteValue();
        });

    /// <summary>Writes a dictionary.</summary>
    /// <typeparam name="T">What the pairs come from.</typeparam>
    /// <param name="entries">The pairs in order.</param>
    /// <param name="writeEntry">Writes exactly two values for a pair: the key, then the value.</param>
    public void Dictionary<T>(IEnumerable<T> entries, Action<T> writeEntry)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(writeEntry);
        _stream.WriteByte((byte)'}');
        WriteBatches(entries, writeEntry, (byte)'u');
    }

    /// <summary>Writes a tuple.</summary>
    /// <param name="writeItems">Each writes exactly one value.</param>
    public void Tuple(params ReadOnlySpan<Action> writeItems)
    {
        if (writeItems.Length > 3)
        {
            _stream.WriteByte((byte)'(');
        }

        foreach (var writeItem in writeItems)
        {
            writeItem();
        }

        _stream.WriteByte(writeItems.Length switch
        {
            0 => (byte)')',
            <= 3 => (byte)(0x84 + writeItems.Length),
            _ => (byte)'t',
        });
    }

    /// <summary>Writes a name of the reading program.</summary>
    /// <param name="module">For example <c>torch</c>.</param>
    /// <param name="name">For example <c>FloatStorage</c>.</param>
    public void Global(string module, string name) => _stream.Write(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    /// <summary>Writes the call of a name.</summary>
    /// <param name="module">For example <c>torch._utils</c>.</param>
    /// <param name="name">For example <c>_rebuild_tensor_v2</c>.</param>
    /// <param name="writeArguments">Each writes exactly one argument.</param>
    public void Call(string module, string name, params ReadOnlySpan<Action> writeArguments)
    {
        Global(module, name);
        Tuple(writeArguments);
        _stream.WriteByte((byte)'R');
    }

    /// <summary>Writes a reference to a value outside the pickle.</summary>
    /// <param name="writeId">Writes exactly one value, the id.</param>
    public void PersistentId(Action writeId)
    {
        ArgumentNullException.ThrowIfNull(writeId);
        writeId();
        _stream.WriteByte((byte)'Q');
    }

    /// <summary>Ends the pickle and closes the stream.</summary>
    public void Dispose()
    {
        _stream.WriteByte((byte)'.');
        _stream.Dispose();
    }

    private void WriteBatches<T>(IEnumerable<T> items, Action<T> writeItem, byte end)
    {
        foreach (var batch in items.Chunk(BatchSize))
        {
            _stream.WriteByte((byte)'(');
            Array.ForEach(batch, writeItem);
            _stream.WriteByte(end);
        }
    }

    private void WriteWithLength(byte opcode, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = opcode;
        BinaryPrimitives.WriteUInt32LittleEndian(head[1..], (uint)bytes.Length);
        _stream.Write(head);
        _stream.Write(bytes);
    }
}
