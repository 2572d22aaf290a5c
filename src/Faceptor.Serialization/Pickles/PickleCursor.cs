using System.Buffers.Binary;
using System.Text;

namespace Faceptor.Serialization.Pickles;

/// <summary>
/// Reads forward through the bytes of a pickle. Every length is held against what is left before anything is allocated.
/// </summary>
internal sealed class PickleCursor
{
    /// <summary>
    /// The longest pickle that is read from a stream. Real ones hold names and sizes, the numbers lie beside them.
    /// </summary>
    public const int MaxStreamBytes = 1 << 28;

    private const string CutOff = "the file is cut off or damaged, copy it again";
    private const int FirstBlock = 1 << 13;

    private readonly Stream? _stream;
    private readonly long _streamBytes;
    private readonly int _maxBytes;
    private ReadOnlyMemory<byte> _data;
    private byte[] _buffer = [];

    public PickleCursor(ReadOnlyMemory<byte> data)
    {
        _data = data;
        Length = data.Length;
    }

    /// <summary>Reads from the stream's position on, no further than the pickle asks for and a block.</summary>
    public PickleCursor(Stream stream, int maxBytes = MaxStreamBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _streamBytes = stream.Length - stream.Position;
        _maxBytes = maxBytes;
        Length = (int)Math.Min(_streamBytes, maxBytes);
    }

    public int Position { get; private set; }

    public int Length { get; }

    public byte ReadByte() => Take(1)[0];

    public int ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double ReadDoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public byte[] ReadBytes(ulong count) => Take(count).ToArray();

    public string ReadUtf8(ulong count) => Encoding.UTF8.GetString(Take(count));

    /// <summary>The bytes up to the next line feed, which is passed over.</summary>
    public ReadOnlySpan<byte> ReadLine()
    {
        var searched = 0;
        while (true)
        {
            var rest = _data.Span[Position..];
            var end = rest[searched..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                Position += searched + end + 1;
                return rest[..(searched + end)];
            }

            searched = rest.Length;
            if (Position + searched == Length)
            {
                throw new PickleException(Position, $"a line was expected, the file ends without one; {CutOff}.");
            }

            Fill(Position + searched + 1);
        }
    }

    public ReadOnlySpan<byte> Take(ulong count)
    {
        var left = Length - Position;
        if (count > (ulong)left)
        {
            throw new PickleException(
                Position,
                Length < _streamBytes
                    ? $"the pickle is longer than {_maxBytes >> 20} MB; no real one is, so it is refused."
                    : $"{count} bytes were expected, {left} are left; {CutOff}.");
        }

        Fill(Position + (int)count);
        var taken = _data.Span.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    // Makes at least the first `count` bytes available. Doubling keeps the copying linear.
    private void Fill(int count)
    {
        if (_stream is null || count <= _data.Length)
        {
            return;
        }

        var filled = _data.Length;
        var size = (int)Math.Min(Length, Math.Max(count, Math.Max(FirstBlock, 2L * filled)));
        Array.Resize(ref _buffer, size);
        _stream.ReadExactly(_buffer, filled, size - filled);
        _data = _buffer;
    }
}
