using System.Buffers.Binary;
using SkiaSharp;

namespace Faceptor.Imaging.Codecs;

/// <summary>What a PNG file says before its pixels.</summary>
internal static class PngHeader
{
    private const int MaxNoteBytes = 1 << 16;

    /// <summary>
    /// Our choice: far above notes and colour profiles. The codec library puts a chunk together anew with every few
    /// kilobytes, so that one of 64 MB would take it minutes.
    /// </summary>
    private const int MaxChunkBytes = 4 << 20;

    /// <summary>Our choice: far above what programs write; a file of nothing but tiny chunks ends here.</summary>
    private const int MaxChunks = 1000;

    /// <summary>Reads up to the first pixels.</summary>
    /// <param name="stream">A PNG file, anywhere.</param>
    /// <returns>Null where the first chunk is no header.</returns>
    public static ImageHeader? Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8 + 8 + 13];
        stream.Position = 0;
        stream.ReadExactly(start);
        var header = start[16..];
        var (width, height) =
            (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        if (!start[12..16].SequenceEqual("IHDR"u8) || width <= 0 || height <= 0)
        {
            return null;
        }

        var layout = new PngLayout(header[8], (PngColors)header[9], header[12] != 0);
        var kind = (layout.IsInterlaced ? "interlaced " : string.Empty)
            + (layout.BitDepth == 16 ? "16-bit PNG" : "PNG");
        // R G B A at the end; rows of an interlaced file are put together in an image of their own before.
        var bytesPerPixel = 4 + (layout.IsInterlaced ? layout.ExpandedBytes : 0);
        return new ImageHeader(kind, width, height, (long)width * height * bytesPerPixel)
        {
            Png = layout,
            Origin = ReadOrigin(stream, out var largestChunk) ?? SKEncodedOrigin.TopLeft,
            Problem = largestChunk <= MaxChunkBytes
                ? null
                : $"expected chunks of at most {MaxChunkBytes} bytes before the pixels, one has {largestChunk}; "
                    + "save the image again without its notes",
        };
    }

    // The codec library knows the note in JPEG and WebP files, not this one.
    private static SKEncodedOrigin? ReadOrigin(Stream stream, out uint largestChunk)
    {
        largestChunk = 0;
        SKEncodedOrigin? origin = null;
        Span<byte> head = stackalloc byte[8];
        stream.Position = 8;
        for (var chunk = 0; chunk < MaxChunks; chunk++)
        {
            if (stream.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
            {
                return origin;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (head[4..].SequenceEqual("IDAT"u8) || head[4..].SequenceEqual("IEND"u8))
            {
                return origin;
            }

            largestChunk = Math.Max(largestChunk, length);
            var end = stream.Position + length + 4;
            if (head[4..].SequenceEqual("eXIf"u8) && length <= MaxNoteBytes)
            {
                var note = new byte[length];
                origin ??= stream.ReadAtLeast(note, note.Length, throwOnEndOfStream: false) == note.Length
                    ? OriginOf(note)
                    : null;
            }

            stream.Position = Math.Min(stream.Length, end);
        }

        return origin;
    }

    // A TIFF directory with an entry 0x0112 of one short number.
    private static SKEncodedOrigin? OriginOf(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff[..4].SequenceEqual("MM\0*"u8) || tiff[..4].SequenceEqual("II*\0"u8)))
        {
            return null;
        }

        var isBigEndian = tiff[0] == 'M';
        var start = Four(tiff[4..], isBigEndian);
        if (start > tiff.Length - 2)
        {
            return null;
        }

        var entries = tiff[(int)start..];
        var numEntries = Two(entries, isBigEndian);
        for (var i = 0; i < numEntries && entries.Length >= 2 + (12 * (i + 1)); i++)
        {
            var entry = entries.Slice(2 + (12 * i), 12);
            if (Two(entry, isBigEndian) == 0x0112 && Two(entry[2..], isBigEndian) == 3)
            {
                var value = Two(entry[8..], isBigEndian);
                return value is >= 1 and <= 8 ? (SKEncodedOrigin)value : null;
            }
        }

        return null;
    }

    private static ushort Two(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Four(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}

/// <summary>Which samples make up a pixel of a PNG file, with the numbers of its header.</summary>
internal enum PngColors
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

/// <summary>How a PNG file stores its pixels.</summary>
/// <param name="BitDepth">Bits a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Colors">Which samples make up a pixel.</param>
/// <param name="IsInterlaced">Whether the pixels come in seven passes.</param>
internal sealed record PngLayout(int BitDepth, PngColors Colors, bool IsInterlaced)
{
    /// <summary>Samples a pixel.</summary>
    public int NumSamples => Colors switch
    {
        PngColors.Gray or PngColors.Palette => 1,
        PngColors.GrayAlpha => 2,
        PngColors.Rgb => 3,
        _ => 4,
    };

    /// <summary>Bytes a pixel once samples are whole bytes and indices are colours.</summary>
    public int ExpandedBytes => Colors == PngColors.Palette ? 4 : NumSamples * (BitDepth == 16 ? 2 : 1);
}
