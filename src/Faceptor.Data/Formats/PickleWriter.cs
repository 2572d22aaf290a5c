using System.Buffers.Binary;
using System.Text;

namespace Faceptor.Data.Formats;

/// <summary>
/// Writes Python pickles of protocol 3 from plain values: text, bytes, whole numbers, truth values, lists, tuples and
/// dictionaries. Values are written in the order in which they stand; containers are opened and closed around them.
/// </summary>
/// <remarks>Nothing is shared between values: the memo of the format is not used.</remarks>
public sealed class PickleWriter : IDisposable
{
    private readonly Stream _stream;

    /// <summary>Starts a pickle.</summary>
    /// <param name="stream">Where to write; closed by <see cref="Dispose"/>.</param>
    public PickleWriter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _stream.Write([0x80, 3]);
    }

    /// <summary>Writes a text.</summary>
    /// <param name="value">The text; UTF-8 in the file.</param>
    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        WriteWithLength((byte)'X', bytes);
    }

    /// <summary>Writes a byte string.</summary>
    /// <param name="value">The bytes.</param>
    public void Bytes(ReadOnlySpan<byte> value) => WriteWithLength((byte)'B', value);

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
        foreach (var batch in items.Chunk(1000))
        {
            _stream.WriteByte((byte)'(');
            Array.ForEach(batch, writeItem);
            _stream.WriteByte((byte)'e');
        }
    }

    /// <summary>Writes a dictionary with text keys.</summary>
    /// <param name="entries">Keys with what writes exactly one value each.</param>
    public void Dictionary(params ReadOnlySpan<(string Key, Action WriteValue)> entries)
    {
        _stream.Write([(byte)'}', (byte)'(']);
        foreach (var (key, writeValue) in entries)
        {
            Text(key);
            writeValue();
        }

        _stream.WriteByte((byte)'u');
    }

    /// <summary>Writes a pair.</summary>
    /// <param name="writeFirst">Writes exactly one value.</param>
    /// <param name="writeSecond">Writes exactly one value.</param>
    public void Pair(Action writeFirst, Action writeSecond)
    {
        ArgumentNullException.ThrowIfNull(writeFirst);
        ArgumentNullException.ThrowIfNull(writeSecond);
        writeFirst();
        writeSecond();
        _stream.WriteByte(0x86);
    }

    /// <summary>Ends the pickle and closes the stream.</summary>
    public void Dispose()
    {
        _stream.WriteByte((byte)'.');
        _stream.Dispose();
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
