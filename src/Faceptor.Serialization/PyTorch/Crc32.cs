using System.Buffers.Binary;

namespace Faceptor.Serialization.PyTorch;

/// <summary>The checksum of zip archives (reflected polynomial EDB88320), eight bytes at a time.</summary>
internal sealed class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[][] Tables = CreateTables();

    private uint _state = uint.MaxValue;

    /// <summary>The checksum of all bytes so far.</summary>
    public uint Value => ~_state;

    /// <summary>The checksum of bytes in one piece.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc32();
        crc.Append(bytes);
        return crc.Value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = state ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = Tables[7][low & 255] ^ Tables[6][(low >> 8) & 255]
                ^ Tables[5][(low >> 16) & 255] ^ Tables[4][low >> 24]
                ^ Tables[3][high & 255] ^ Tables[2][(high >> 8) & 255]
                ^ Tables[1][(high >> 16) & 255] ^ Tables[0][high >> 24];
        }

        foreach (var value in bytes)
        {
            state = (state >> 8) ^ Tables[0][(state ^ value) & 255];
        }

        _state = state;
    }

    // Table k holds what a byte adds to the state once k more bytes have passed.
    private static uint[][] CreateTables()
    {
        var tables = new uint[8][];
        for (var k = 0; k < tables.Length; k++)
        {
            tables[k] = new uint[256];
            for (uint value = 0; value < 256; value++)
            {
                var state = k == 0 ? value : tables[k - 1][value];
                for (var bit = 0; bit < 8; bit++)
                {
                    state = (state >> 1) ^ ((state & 1) * Polynomial);
                }

                tables[k][value] = state;
            }
        }

        return tables;
    }
}
