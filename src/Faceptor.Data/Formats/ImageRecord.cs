using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Faceptor.Data.Formats;

/// <summary>A record that holds labels and mostly an encoded image.</summary>
/// <param name="Labels">One label, or a vector of them.</param>
/// <param name="IsVector">Whether the record stores its labels as a vector (flag above 0).</param>
/// <param name="Id">The number that the writer gave the record.</param>
/// <param name="Image">The encoded image; empty in records that hold labels only.</param>
internal sealed record ImageRecord(ImmutableArray<float> Labels, bool IsVector, ulong Id, ReadOnlyMemory<byte> Image)
{
    private const int HeaderBytes = 24;

    /// <summary>Takes a record's payload apart.</summary>
    /// <param name="payload">Header, labels, image.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <exception cref="DatasetException">The payload is shorter than its header says.</exception>
    public static ImageRecord Parse(ReadOnlyMemory<byte> payload, string source)
    {
        var bytes = payload.Span;
        if (bytes.Length < HeaderBytes)
        {
            throw new DatasetException(
                source,
                $"an image record has a header of {HeaderBytes} bytes, got {bytes.Length}; the file is damaged.");
        }

        var flag = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var id = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        if (flag == 0)
        {
            return new ImageRecord(
                [BinaryPrimitives.ReadSingleLittleEndian(bytes[4..])],
                false,
                id,
                payload[HeaderBytes..]);
        }

        if (flag > (uint)(bytes.Length - HeaderBytes) / sizeof(float))
        {
            throw new DatasetException(
                source,
                $"the record announces {flag} labels, "
                + $"{bytes.Length - HeaderBytes} bytes are left for them; the file is damaged.");
        }

        var labels = ImmutableArray.CreateBuilder<float>((int)flag);
        for (var i = 0; i < flag; i++)
        {
            labels.Add(BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + (i * sizeof(float)))..]));
        }

        return new ImageRecord(
            labels.MoveToImmutable(),
            true,
            id,
            payload[(HeaderBytes + ((int)flag * sizeof(float)))..]);
    }
}
