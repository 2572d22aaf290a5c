namespace Faceptor.Serialization.Pickles;

/// <summary>The instructions of a pickle that push a value standing in the stream.</summary>
internal static class PickleValues
{
    /// <summary>Reads the value of an instruction; false when the instruction is of another kind.</summary>
    public static bool TryRead(PickleCursor cursor, byte opcode, out object? value)
    {
        var position = cursor.Position;
        switch (opcode)
        {
            case (byte)'N':
                value = null;
                break;
            case 0x88:
                value = true;
                break;
            case 0x89:
                value = false;
                break;
            case (byte)'K':
                value = (long)cursor.ReadByte();
                break;
            case (byte)'M':
                value = (long)cursor.ReadUInt16();
                break;
            case (byte)'J':
                value = (long)cursor.ReadInt32();
                break;
            case 0x8a:
                value = PickleText.ParseLong(cursor.Take(cursor.ReadByte()), position);
                break;
            case 0x8b:
                value = PickleText.ParseLong(cursor.Take((ulong)cursor.ReadUInt32()), position);
                break;
            case (byte)'I':
                var line = cursor.ReadLine();
                // Protocol 0 has no booleans; these two spellings stand for them.
                value = line.SequenceEqual("01"u8)
                    ? true
                    : line.SequenceEqual("00"u8)
                        ? false
                        : PickleText.ParseInteger(line, position);
                break;
            case (byte)'L':
                value = PickleText.ParseInteger(cursor.ReadLine(), position);
                break;
            case (byte)'F':
                value = PickleText.ParseDouble(cursor.ReadLine(), position);
                break;
            case (byte)'G':
                value = cursor.ReadDoubleBigEndian();
                break;
            case (byte)'S':
                value = PickleText.ParseQuoted(cursor.ReadLine(), position);
                break;
            case (byte)'V':
                value = PickleText.ParseRawUnicode(cursor.ReadLine());
                break;
            case (byte)'U' or (byte)'C':
                value = cursor.ReadBytes(cursor.ReadByte());
                break;
            case (byte)'T' or (byte)'B':
                value = cursor.ReadBytes((ulong)cursor.ReadUInt32());
                break;
            case 0x8e or 0x96:
                value = cursor.ReadBytes(cursor.ReadUInt64());
                break;
            case 0x8c:
                value = cursor.ReadUtf8(cursor.ReadByte());
                break;
            case (byte)'X':
                value = cursor.ReadUtf8((ulong)cursor.ReadUInt32());
                break;
            case 0x8d:
                value = cursor.ReadUtf8(cursor.ReadUInt64());
                break;
            default:
                value = null;
                return false;
        }

        return true;
    }
}
