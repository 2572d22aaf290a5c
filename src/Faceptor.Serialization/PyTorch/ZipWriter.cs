using System.Buffers.Binary;
using System.Text;

namespace Faceptor.Serialization.PyTorch;

/// <summary>
/// Writes a zip archive whose entries are stored as they are, each beginning at a multiple of 64 bytes, so that
/// readers can map numbers from the file. Sizes and offsets from 4 GB on are written as zip64.
/// </summary>
/// <remarks>
/// <see cref="System.IO.Compression.ZipArchive"/> writes local headers itself and has no place for the padding.
/// </remarks>
internal sealed class ZipWriter(Stream stream)
{
    /// <summary>Where entries begin: what <c>torch.save</c> keeps.</summary>
    public const int Alignment = 64;

    private const ushort PlainVersion = 20;
    private const ushort Zip64Version = 45;
    private const ushort Utf8Names = 1 << 11;
    private const ushort FirstOfJanuary1980 = 0x21;

    private readonly List<Entry> _entries = [];

    /// <summary>Writes a whole entry.</summary>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        Begin(name, content.Length, Crc32.Of(content));
        stream.Write(content);
    }

    /// <summary>Writes the head of an entry; its bytes must follow on the stream.</summary>
    public void Begin(string name, long numBytes, uint crc)
    {
        var entry = new Entry(Encoding.UTF8.GetBytes(name), stream.Position, numBytes, crc);
        _entries.Add(entry);
        Span<byte> zip64 = stackalloc byte[20];
        zip64 = entry.IsLarge ? zip64 : [];
        var head = 30 + entry.Name.Length + zip64.Length;
        // The padding is an extra field of its own, four bytes of head included.
        var padding = Alignment - (int)((entry.Offset + head) % Alignment);
        padding += padding < 4 ? Alignment : 0;
        Span<byte> local = stackalloc byte[30];
        BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034b50);
        WriteShared(local[4..], entry, zip64.Length + padding);
        stream.Write(local);
        stream.Write(entry.Name);
        if (entry.IsLarge)
        {
            WriteExtraHead(zip64, 1, 16);
            BinaryPrimitives.WriteInt64LittleEndian(zip64[4..], numBytes);
            BinaryPrimitives.WriteInt64LittleEndian(zip64[12..], numBytes);
            stream.Write(zip64);
        }

        Span<byte> extra = stackalloc byte[padding];
        extra.Fill((byte)'Z');
        WriteExtraHead(extra, 0x4246, padding - 4);
        stream.Write(extra);
    }

    /// <summary>Writes the table of contents.</summary>
    public void Finish()
    {
        var begin = stream.Position;
        foreach (var entry in _entries)
        {
            WriteCentral(entry);
        }

        var end = stream.Position;
        if (_entries.Count >= ushort.MaxValue || end >= uint.MaxValue)
        {
            WriteEnd64(begin, end);
        }

        Span<byte> record = stackalloc byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x06054b50);
        var count = (ushort)Math.Min(_entries.Count, ushort.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(record[8..], count);
        BinaryPrimitives.WriteUInt16LittleEndian(record[10..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], Narrow(end - begin));
        BinaryPrimitives.WriteUInt32LittleEndian(record[16..], Narrow(begin));
        stream.Write(record);
    }

    private void WriteCentral(Entry entry)
    {
        Span<byte> zip64 = stackalloc byte[28];
        var used = 4;
        if (entry.IsLarge)
        {
            BinaryPrimitives.WriteInt64LittleEndian(zip64[used..], entry.NumBytes);
            BinaryPrimitives.WriteInt64LittleEndian(zip64[(used + 8)..], entry.NumBytes);
            used += 16;
        }

        if (entry.Offset >= uint.MaxValue)
        {
            BinaryPrimitives.WriteInt64LittleEndian(zip64[used..], entry.Offset);
            used += 8;
        }

        zip64 = used > 4 ? zip64[..used] : [];
        Span<byte> record = stackalloc byte[46];
        record.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x02014b50);
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], Zip64Version);
        WriteShared(record[6..], entry, zip64.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[42..], Narrow(entry.Offset));
        stream.Write(record);
        stream.Write(entry.Name);
        if (zip64.Length > 0)
        {
            WriteExtraHead(zip64, 1, zip64.Length - 4);
            stream.Write(zip64);
        }
    }

    private void WriteEnd64(long begin, long end)
    {
        Span<byte> record = stackalloc byte[76];
        record.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x06064b50);
        BinaryPrimitives.WriteInt64LittleEndian(record[4..], 44);
        BinaryPrimitives.WriteUInt16LittleEndian(record[12..], Zip64Version);
        BinaryPrimitives.WriteUInt16LittleEndian(record[14..], Zip64Version);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], _entries.Count);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], _entries.Count);
        BinaryPrimitives.WriteInt64LittleEndian(record[40..], end - begin);
        BinaryPrimitives.WriteInt64LittleEndian(record[48..], begin);
        // Behind the record, where to find it.
        BinaryPrimitives.WriteUInt32LittleEndian(record[56..], 0x07064b50);
        BinaryPrimitives.WriteInt64LittleEndian(record[64..], end);
        BinaryPrimitives.WriteUInt32LittleEndian(record[72..], 1);
        stream.Write(record);
    }

    // The fields that stand in both headers of an entry, from the version to the lengths.
    private static void WriteShared(Span<byte> fields, Entry entry, int extraBytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, entry.IsLarge ? Zip64Version : PlainVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], Utf8Names);
        fields[4..8].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], entry.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[14..], Narrow(entry.NumBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(fields[18..], Narrow(entry.NumBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], (ushort)entry.Name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[24..], (ushort)extraBytes);
    }

    private static void WriteExtraHead(Span<byte> extra, ushort id, int contentBytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(extra, id);
        BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], (ushort)contentBytes);
    }

    private static uint Narrow(long value) => (uint)Math.Min(value, uint.MaxValue);

    private sealed record Entry(byte[] Name, long Offset, long NumBytes, uint Crc)
    {
        public bool IsLarge => NumBytes >= uint.MaxValue;
    }
}
