using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Faceptor.Imaging.Tests;

/// <summary>PNG files of every kind, written by hand.</summary>
internal static class PngFiles
{
    /// <summary>A chunk: length, type, content, checksum.</summary>
    public static byte[] Chunk(string type, ReadOnlySpan<byte> content)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
        var chunk = new byte[typed.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        typed.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32Of(typed));
        return chunk;
    }

    /// <summary>A file.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="depth">Bits a sample.</param>
    /// <param name="colorType">0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha.</param>
    /// <param name="rows">Packed rows without filter bytes, all of one length.</param>
    /// <param name="palette">R G B of each index, for palettes.</param>
    public static byte[] Write(
        int width, int height, int depth, int colorType, byte[] rows, byte[]? palette = null)
    {
        using var content = new MemoryStream();
        foreach (var row in rows.Chunk(rows.Length / height))
        {
            content.WriteByte(0);
            content.Write(row);
        }

        return Assemble(width, height, depth, colorType, content.ToArray(), isInterlaced: false, palette);
    }

    /// <summary>Grey values as grey and alpha of 8 bits, every row by one of the five filters.</summary>
    public static byte[] Filtered(int width, int height, byte[] values, int filter)
    {
        byte[] samples = [.. values.SelectMany(value => new byte[] { value, 77 })];
        using var content = new MemoryStream();
        byte At(int row, int i) => row < 0 || i < 0 ? (byte)0 : samples[(row * width * 2) + i];
        for (var row = 0; row < height; row++)
        {
            content.WriteByte((byte)filter);
            for (var i = 0; i < width * 2; i++)
            {
                int left = At(row, i - 2), up = At(row - 1, i), corner = i < 2 ? 0 : At(row - 1, i - 2);
                var guess = left + up - corner;
                var paeth = new[] { left, up, corner }.MinBy(near => Math.Abs(guess - near));
                content.WriteByte((byte)(At(row, i) - new[] { 0, left, up, (left + up) / 2, paeth }[filter]));
            }
        }

        return Assemble(width, height, 8, 4, content.ToArray(), isInterlaced: false, null);
    }

    /// <summary>Grey values of 16 bits in the seven passes of Adam7.</summary>
    public static byte[] Interlaced(int width, int height, byte[] values)
    {
        // Which pass each pixel of an 8 x 8 block belongs to (PNG specification, section 8.2).
        string[] blocks =
            ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];
        using var content = new MemoryStream();
        for (var pass = '1'; pass <= '7'; pass++)
        {
            for (var y = 0; y < height; y++)
            {
                int[] columns = [.. Enumerable.Range(0, width).Where(x => blocks[y % 8][x % 8] == pass)];
                if (columns.Length > 0)
                {
                    content.WriteByte(0);
                    content.Write([.. columns.SelectMany(x => new byte[] { 0, values[(y * width) + x] })]);
                }
            }
        }

        return Assemble(width, height, 16, 0, content.ToArray(), isInterlaced: true, null);
    }

    private static byte[] Assemble(
        int width, int height, int depth, int colorType, byte[] content, bool isInterlaced, byte[]? palette)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colorType, isInterlaced ? (byte)1 : (byte)0);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(content);
        }

        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8,
            .. Chunk("IHDR", header),
            .. palette is null ? [] : Chunk("PLTE", palette),
            .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    private static uint Crc32Of(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }
}
