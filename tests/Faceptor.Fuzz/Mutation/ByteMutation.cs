using System.Buffers.Binary;

namespace Faceptor.Fuzz.Mutation;

/// <summary>Damage that knows nothing of what a file means.</summary>
internal static class ByteMutation
{
    private static readonly long[] Extremes =
        [0, 1, 255, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 1L << 40, long.MaxValue, -1, long.MinValue];

    /// <summary>One change in most files, up to four in some: the first damage found hides the others.</summary>
    public static int NumChanges(Random random) => random.Next(5) < 3 ? 1 : random.Next(2, 5);

    /// <summary>Changes a file in a few places.</summary>
    public static byte[] Apply(byte[] whole, Random random)
    {
        var bytes = (byte[])whole.Clone();
        for (var change = NumChanges(random); change > 0 && bytes.Length > 0; change--)
        {
            // Mostly where the structure is: at the head and at the end of the file.
            var edge = Math.Min(bytes.Length, 4096);
            var at = random.Next(4) switch
            {
                0 => random.Next(bytes.Length),
                1 => bytes.Length - 1 - random.Next(edge),
                _ => random.Next(edge),
            };
            bytes = Change(bytes, at, random);
        }

        return bytes;
    }

    private static byte[] Change(byte[] bytes, int at, Random random)
    {
        var length = Math.Min(random.Next(1, 64), bytes.Length - at);
        switch (random.Next(9))
        {
            case 0 when random.Next(3) == 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 3 when bytes.Length - at >= 8:
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), Extremes[random.Next(Extremes.Length)]);
                return bytes;
            case 4 when bytes.Length - at >= 4:
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), (int)Extremes[random.Next(Extremes.Length)]);
                return bytes;
            case 5 when bytes.Length - at >= 4:
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), (int)Extremes[random.Next(Extremes.Length)]);
                return bytes;
            case 6:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 7:
                // What stands elsewhere in the file is what its format is made of.
                var from = random.Next(bytes.Length - length + 1);
                bytes.AsSpan(from, length).ToArray().CopyTo(bytes, at);
                return bytes;
            default:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
        }
    }
}
