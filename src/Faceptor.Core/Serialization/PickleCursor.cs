using System.Buffers.Binary;
using System.Text;
using Faceptor.Core.Errors;

namespace Faceptor.Core.Serialization;

/// <summary>
/// Reads forward through the bytes of a pickle. Every length is held against what is left before anything is allocated.
/// </summary>
internal sealed class PickleCursor(ReadOnlyMemory<byte> data)
{
    public int Position { get; private set; }

    public int Length => data.Length;

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
        var rest = data.Span[Position..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new PickleException(Position, $"a line was expected, the file ends without one; {CutOff}.");
        }

        Position += end + 1;
        return rest[..end];
    }

    public ReadOnlySpan<byte> Take(ulong count)
    {
        var left = data.Length - Position;
        if (count > (ulong)left)
        {
            throw new PickleException(Position, $"{count} bytes were expected, {left} are left; {CutOff}.");
        }

        var taken = data.Span.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    private const string CutOff = "the file is cut off or damaged, copy it again";
}
