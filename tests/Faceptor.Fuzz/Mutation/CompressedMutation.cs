using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Faceptor.Serialization.PyTorch;

namespace Faceptor.Fuzz.Mutation;

/// <summary>Damage below a compression that stays whole, so that readers get to what was compressed.</summary>
internal static class CompressedMutation
{
    private const int PngSignatureBytes = 8;
    private const int PngFrameBytes = 12; // length, name, checksum
    private const int MatlabHeaderBytes = 128;
    private const int MatlabTagBytes = 8;
    private const int MatlabCompressed = 15;

    /// <summary>Changes a PNG's chunks or its pixels and mends the checksums; sometimes plain bytes.</summary>
    public static byte[] Png(byte[] whole, Random random) => random.Next(3) switch
    {
        0 => ByteMutation.Apply(whole, random),
        1 => JoinPng([.. PngChunks(ByteMutation.Apply(whole, random))]),
        _ => ChangePixels(whole, random),
    };

    /// <summary>Changes what a compressed MATLAB variable holds and packs it again; sometimes plain bytes.</summary>
    public static byte[] Matlab(byte[] whole, Random random)
    {
        var at = MatlabHeaderBytes;
        if (random.Next(3) == 0 || BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(at)) != MatlabCompressed)
        {
            return ByteMutation.Apply(whole, random);
        }

        var places = new List<(int At, int Length)>();
        while (at + MatlabTagBytes <= whole.Length)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(at + 4));
            places.Add((at, length));
            at += MatlabTagBytes + length;
        }

        var (begin, size) = places[random.Next(places.Count)];
        var content = Inflate(whole.AsSpan(begin + MatlabTagBytes, size).ToArray());
        var packed = Deflate(ByteMutation.Apply(content, random));
        var tag = new byte[MatlabTagBytes];
        BinaryPrimitives.WriteInt32LittleEndian(tag, MatlabCompressed);
        BinaryPrimitives.WriteInt32LittleEndian(tag.AsSpan(4), packed.Length);
        return [.. whole.AsSpan(0, begin), .. tag, .. packed, .. whole.AsSpan(begin + MatlabTagBytes + size)];
    }

    private static byte[] ChangePixels(byte[] whole, Random random)
    {
        var chunks = PngChunks(whole).ToList();
        var first = chunks.FindIndex(chunk => chunk.Name == "IDAT");
        var pixels = Inflate([.. chunks.Where(chunk => chunk.Name == "IDAT").SelectMany(chunk => chunk.Content)]);
        chunks.RemoveAll(chunk => chunk.Name == "IDAT");
        chunks.Insert(first, ("IDAT", Deflate(ByteMutation.Apply(pixels, random))));
        return JoinPng(chunks);
    }

    // Up to the first chunk that is cut off.
    private static IEnumerable<(string Name, byte[] Content)> PngChunks(byte[] bytes)
    {
        for (var at = PngSignatureBytes; at + PngFrameBytes <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > bytes.Length - at - PngFrameBytes)
            {
                yield break;
            }

            yield return (Encoding.Latin1.GetString(bytes, at + 4, 4), bytes.AsSpan(at + 8, (int)length).ToArray());
            at += PngFrameBytes + (int)length;
        }
    }

    private static byte[] JoinPng(IReadOnlyList<(string Name, byte[] Content)> chunks)
    {
        using var stream = new MemoryStream();
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var number = new byte[4];
        foreach (var (name, content) in chunks)
        {
            byte[] checkedBytes = [.. Encoding.Latin1.GetBytes(name), .. content];
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
            stream.Write(number);
            stream.Write(checkedBytes);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(checkedBytes));
            stream.Write(number);
        }

        return stream.ToArray();
    }

    private static byte[] Inflate(byte[] packed)
    {
        using var source = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        source.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var target = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            target.Write(content);
        }

        return packed.ToArray();
    }
}
