using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Faceptor.Data.Formats;

/// <summary>
/// Writes a RecordIO file of image records (<c>.rec</c>) and its index (<c>.idx</c>), as MXNet's tools lay them out.
/// </summary>
internal sealed class RecordIoWriter : IDisposable
{
    private const uint Magic = 0xCED7230A;
    private const int MaxPayload = (1 << 29) - 1;

    private readonly Stream _records;
    private readonly StreamWriter _index;

    /// <summary>Creates both files.</summary>
    /// <param name="recordPath">The <c>.rec</c> file; an older one is overwritten.</param>
    /// <param name="indexPath">The <c>.idx</c> file; an older one is overwritten.</param>
    public RecordIoWriter(string recordPath, string indexPath)
    {
        _records = File.Create(recordPath);
        var plainUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        _index = new StreamWriter(indexPath, append: false, plainUtf8) { NewLine = "\n" };
    }

    /// <summary>Writes an image record whose label is one number.</summary>
    /// <param name="key">The record's number in the index.</param>
    /// <param name="label">The label.</param>
    /// <param name="content">The encoded image.</param>
    public void Write(long key, float label, ReadOnlySpan<byte> content) =>
        WriteImageRecord(key, flag: 0, label, [], content);

    /// <summary>Writes an image record with a vector of labels.</summary>
    /// <param name="key">The record's number in the index.</param>
    /// <param name="labels">At least one label.</param>
    /// <param name="content">The encoded image; empty in records that only describe others.</param>
    /// <exception cref="ArgumentException">There is no label.</exception>
    public void Write(long key, ReadOnlySpan<float> labels, ReadOnlySpan<byte> content)
    {
        if (labels.IsEmpty)
        {
            throw new ArgumentException("A record needs at least one label, got none.", nameof(labels));
        }

        WriteImageRecord(key, (uint)labels.Length, label: 0, labels, content);
    }

    /// <summary>Writes one record.</summary>
    /// <param name="key">The record's number in the index.</param>
    /// <param name="payload">The record's bytes, fewer than 2²⁹.</param>
    /// <exception cref="ArgumentException">The payload is too long for the format.</exception>
    public void WriteRecord(long key, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxPayload)
        {
            throw new ArgumentException(
                $"A record holds at most {MaxPayload} bytes, got {payload.Length}.", nameof(payload));
        }

        _index.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key}\t{_records.Position}"));

        // A reader finds records by the magic number, so an aligned one in the payload splits the record and is left
        // out.
        var start = 0;
        for (var at = 0; at + 4 <= payload.Length; at += 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(payload[at..]) == Magic)
            {
                WritePart(start == 0 ? PartKind.First : PartKind.Middle, payload[start..at]);
                start = at + 4;
            }
        }

        WritePart(start == 0 ? PartKind.Whole : PartKind.Last, payload[start..]);
    }

    /// <summary>Finishes both files.</summary>
    public void Dispose()
    {
        _records.Dispose();
        _index.Dispose();
    }

    private void WriteImageRecord(
        long key, uint flag, float label, ReadOnlySpan<float> labels, ReadOnlySpan<byte> content)
    {
        const int headerSize = 24;
        var payload = new byte[headerSize + (labels.Length * sizeof(float)) + content.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, flag);
        BinaryPrimitives.WriteSingleLittleEndian(payload.AsSpan(4), label);
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(8), (ulong)key);
        for (var i = 0; i < labels.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(payload.AsSpan(headerSize + (i * sizeof(float))), labels[i]);
        }

        content.CopyTo(payload.AsSpan(headerSize + (labels.Length * sizeof(float))));
        WriteRecord(key, payload);
    }

    private void WritePart(PartKind kind, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], ((uint)kind << 29) | (uint)data.Length);
        _records.Write(head);
        _records.Write(data);
        _records.Write(stackalloc byte[(4 - (data.Length % 4)) % 4]);
    }

    private enum PartKind : uint
    {
        Whole = 0,
        First = 1,
        Middle = 2,
        Last = 3,
    }
}
