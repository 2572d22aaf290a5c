using System.IO.Compression;
using System.Text;

namespace Faceptor.Data.Tests.Formats;

/// <summary>Writes MATLAB 5 files for tests, in every way of storing that MATLAB has.</summary>
internal static class MatlabWriter
{
    public static byte[] WholeFile(params IEnumerable<byte[]> elements)
    {
        var header = new byte[128];
        header.AsSpan(0, 116).Fill((byte)' ');
        "MATLAB 5.0 MAT-file"u8.CopyTo(header);
        header[125] = 1;
        "IM"u8.CopyTo(header.AsSpan(126));
        return [.. header, .. elements.SelectMany(element => element)];
    }

    /// <summary>A tag of 8 bytes, data, padding.</summary>
    public static byte[] Element(uint type, params byte[] data) =>
        [.. Tag(type, data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];

    /// <summary>A tag of 4 bytes, data in its other half.</summary>
    public static byte[] Small(ushort type, params byte[] data) =>
        [.. BitConverter.GetBytes((uint)(type | (data.Length << 16))), .. data, .. new byte[4 - data.Length]];

    public static byte[] Compressed(byte[] element)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(element);
        }

        return [.. Tag(15, (int)packed.Length), .. packed.ToArray()];
    }

    public static byte[] Variable(string name, byte kind, int[] dimensions, params IEnumerable<byte[]> content) =>
        Element(
            14,
            [
                .. Element(6, kind, 0, 0, 0, 0, 0, 0, 0),
                .. Element(5, [.. dimensions.SelectMany(BitConverter.GetBytes)]),
                .. name.Length is > 0 and <= 4
                    ? Small(1, Encoding.ASCII.GetBytes(name))
                    : Element(1, Encoding.ASCII.GetBytes(name)),
                .. content.SelectMany(element => element),
            ]);

    public static byte[] Tag(uint type, int length) =>
        [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(length)];
}
