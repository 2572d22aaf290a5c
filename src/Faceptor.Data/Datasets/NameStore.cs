using System.Buffers.Binary;
using System.Text;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Names of images in a list's order, in little memory: four bytes and the name's own each. Lists may have millions.
/// </summary>
/// <remarks>Safe to read from several threads once it is filled.</remarks>
internal sealed class NameStore
{
    /// <summary>Names at most. The longest lists of the sets in question have half a million.</summary>
    public const int MaxCount = 1 << 23;

    /// <summary>Characters of a name at most: what file systems allow for a path.</summary>
    public const int MaxLength = 4096;

    private const int BlockBits = 20;
    private const int BlockBytes = 1 << BlockBits;
    private const int MaxBlocks = 1 << 11; // so that places fit in a signed number
    private const int LengthBytes = sizeof(ushort);

    private readonly List<byte[]> _blocks = [];
    private readonly List<int> _places = [];
    private int _used = BlockBytes; // of the last block

    /// <summary>Number of names.</summary>
    public int Count => _places.Count;

    /// <summary>A name.</summary>
    public string this[int index]
    {
        get
        {
            var place = _places[index];
            var bytes = _blocks[place >> BlockBits].AsSpan(place & (BlockBytes - 1));
            return Encoding.UTF8.GetString(
                bytes.Slice(LengthBytes, BinaryPrimitives.ReadUInt16LittleEndian(bytes)));
        }
    }

    /// <summary>Adds a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="list">Where it stands, for messages.</param>
    /// <param name="line">The list's line, from 1; null when it has none.</param>
    /// <exception cref="DatasetException">The name is too long, or there are too many.</exception>
    public void Add(string name, string list, int? line)
    {
        if (name.Length > MaxLength)
        {
            throw new DatasetException(
                list,
                $"expected the path of an image, '{MessageText.Quote(name)}' has {name.Length} characters, "
                + $"{MaxLength} are possible; correct the list.",
                line);
        }

        var numBytes = LengthBytes + Encoding.UTF8.GetByteCount(name);
        if (_used + numBytes > BlockBytes)
        {
            _blocks.Add(new byte[BlockBytes]);
            _used = 0;
        }

        if (Count == MaxCount || _blocks.Count > MaxBlocks)
        {
            throw new DatasetException(
                list, $"lists of at most {MaxCount} images are read, this one has more; divide it.", line);
        }

        var bytes = _blocks[^1].AsSpan(_used, numBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(numBytes - LengthBytes));
        Encoding.UTF8.GetBytes(name, bytes[LengthBytes..]);
        _places.Add(((_blocks.Count - 1) << BlockBits) + _used);
        _used += numBytes;
    }
}
