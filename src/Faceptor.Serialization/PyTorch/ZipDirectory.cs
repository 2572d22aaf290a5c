using System.Buffers.Binary;
using System.Text;

namespace Faceptor.Serialization.PyTorch;

/// <summary>
/// The table of contents of a zip archive whose entries are stored as they are. It says where an entry's bytes lie in
/// the file, so that they can be read from there.
/// </summary>
/// <remarks>Zip64 is understood; compressed or encrypted entries are refused when asked for.</remarks>
internal sealed class ZipDirectory
{
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint End64LocatorSignature = 0x07064b50;
    private const int CentralBytes = 46;
    private const int EndBytes = 22;
    private const long MaxDirectoryBytes = 1 << 26;

    private readonly Stream _stream;
    private readonly long _directoryOffset;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private ZipDirectory(Stream stream, long directoryOffset)
    {
        _stream = stream;
        _directoryOffset = directoryOffset;
    }

    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Reads the table of contents.</summary>
    /// <exception cref="FormatException">It is missing or damaged.</exception>
    public static ZipDirectory Read(Stream stream)
    {
        var (offset, size, count) = FindDirectory(stream);
        if (offset < 0 || size < 0 || size > MaxDirectoryBytes || offset > stream.Length - size)
        {
            throw new FormatException(
                $"the archive's table of contents would lie at byte {offset}, {size} bytes long, in a file of "
                + $"{stream.Length}; the file is cut off or damaged, copy it again.");
        }

        var directory = new ZipDirectory(stream, offset);
        ReadOnlySpan<byte> rest = ReadAt(stream, offset, (int)size);
        for (long i = 0; i < count; i++)
        {
            rest = directory.AddEntry(rest);
        }

        return directory;
    }

    /// <summary>Where the entry's bytes begin in the file, and how many there are; null when there is no such entry.
    /// </summary>
    /// <exception cref="FormatException">The entry is compressed, encrypted, or lies outside the file.</exception>
    public (long Begin, long NumBytes)? Find(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            return null;
        }

        if (entry.IsEncrypted || entry.Method != 0 || entry.StoredBytes != entry.NumBytes)
        {
            throw new FormatException(
                $"entry '{MessageText.Quote(name)}' is compressed or encrypted, which torch.save never does; "
                + "unpack the archive and pack it again without compression.");
        }

        if (entry.HeaderOffset < 0 || entry.HeaderOffset > _directoryOffset - 30)
        {
            throw Damaged(name);
        }

        ReadOnlySpan<byte> header = ReadAt(_stream, entry.HeaderOffset, 30);
        var begin = entry.HeaderOffset + 30
            + BinaryPrimitives.ReadUInt16LittleEndian(header[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == LocalSignature
            && entry.NumBytes >= 0
            && begin <= _directoryOffset
            && entry.NumBytes <= _directoryOffset - begin
                ? (begin, entry.NumBytes)
                : throw Damaged(name);
    }

    /// <summary>Reads an entry that is known to be small.</summary>
    /// <exception cref="FormatException">The entry is missing, larger than allowed, or cannot be read.</exception>
    public byte[] ReadSmall(string name, int maxBytes)
    {
        var (begin, numBytes) = Find(name)
            ?? throw new FormatException($"the archive has no entry '{MessageText.Quote(name)}'.");
        return numBytes <= maxBytes
            ? ReadAt(_stream, begin, (int)numBytes)
            : throw new FormatException(
                $"entry '{MessageText.Quote(name)}' has {numBytes} bytes, at most {maxBytes} are read.");
    }

    private static (long Offset, long Size, long Count) FindDirectory(Stream stream)
    {
        // The end record is the last thing in the file but for a comment of at most 65535 bytes.
        var tailBytes = (int)Math.Min(stream.Length, EndBytes + ushort.MaxValue);
        var tailOffset = stream.Length - tailBytes;
        ReadOnlySpan<byte> tail = ReadAt(stream, tailOffset, tailBytes);
        for (var at = tailBytes - EndBytes; at >= 0; at--)
        {
            var end = tail[at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature
                || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != end.Length - EndBytes)
            {
                continue;
            }

            var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            return count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue
                ? FindDirectory64(stream, tailOffset + at)
                : (offset, size, count);
        }

        throw new FormatException("the zip archive has no table of contents; the file is cut off, copy it again.");
    }

    private static (long Offset, long Size, long Count) FindDirectory64(Stream stream, long endOffset)
    {
        if (endOffset >= 20)
        {
            ReadOnlySpan<byte> locator = ReadAt(stream, endOffset - 20, 20);
            var offset = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(locator) == End64LocatorSignature
                && offset >= 0
                && offset <= endOffset - 56)
            {
                ReadOnlySpan<byte> end = ReadAt(stream, offset, 56);
                if (BinaryPrimitives.ReadUInt32LittleEndian(end) == End64Signature)
                {
                    return (
                        BinaryPrimitives.ReadInt64LittleEndian(end[48..]),
                        BinaryPrimitives.ReadInt64LittleEndian(end[40..]),
                        BinaryPrimitives.ReadInt64LittleEndian(end[32..]));
                }
            }
        }

        throw new FormatException("the zip64 archive has no table of contents; the file is damaged, copy it again.");
    }

    private ReadOnlySpan<byte> AddEntry(ReadOnlySpan<byte> record)
    {
        if (record.Length < CentralBytes || BinaryPrimitives.ReadUInt32LittleEndian(record) != CentralSignature)
        {
            throw DamagedDirectory();
        }

        var nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]);
        var extraBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[30..]);
        var commentBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
        if (record.Length - CentralBytes < nameBytes + extraBytes + commentBytes)
        {
            throw DamagedDirectory();
        }

        var name = Encoding.UTF8.GetString(record.Slice(CentralBytes, nameBytes));
        var extra = FindZip64Extra(record.Slice(CentralBytes + nameBytes, extraBytes));
        // In this order, and only those that do not fit their 32 bits.
        var numBytes = Widen(BinaryPrimitives.ReadUInt32LittleEndian(record[24..]), ref extra);
        var storedBytes = Widen(BinaryPrimitives.ReadUInt32LittleEndian(record[20..]), ref extra);
        var headerOffset = Widen(BinaryPrimitives.ReadUInt32LittleEndian(record[42..]), ref extra);
        var entry = new Entry(
            headerOffset,
            numBytes,
            storedBytes,
            BinaryPrimitives.ReadUInt16LittleEndian(record[10..]),
            (record[8] & 1) != 0);
        return _entries.TryAdd(name, entry)
            ? record[(CentralBytes + nameBytes + extraBytes + commentBytes)..]
            : throw new FormatException($"entry '{MessageText.Quote(name)}' stands twice in the archive.");
    }

    private static ReadOnlySpan<byte> FindZip64Extra(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var size = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                return extra.Slice(4, size);
            }

            extra = extra[(4 + size)..];
        }

        return [];
    }

    private static long Widen(uint value, ref ReadOnlySpan<byte> extra)
    {
        if (value != uint.MaxValue || extra.Length < 8)
        {
            return value;
        }

        var wide = BinaryPrimitives.ReadInt64LittleEndian(extra);
        extra = extra[8..];
        return wide;
    }

    private static byte[] ReadAt(Stream stream, long offset, int count)
    {
        var bytes = new byte[count];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static FormatException DamagedDirectory() =>
        new("the archive's table of contents is damaged; copy the file again.");

    private static FormatException Damaged(string name) =>
        new($"entry '{MessageText.Quote(name)}' does not lie inside the archive; the file is damaged, copy it again.");

    private readonly record struct Entry(
        long HeaderOffset, long NumBytes, long StoredBytes, int Method, bool IsEncrypted);
}
