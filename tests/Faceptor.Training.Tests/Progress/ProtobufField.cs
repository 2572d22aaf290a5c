using System.Buffers.Binary;

namespace Faceptor.Training.Tests.Progress;

/// <summary>A field of a protocol buffer as it lies on the wire.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Value">A number's bits; 0 for bytes.</param>
/// <param name="Bytes">A text, bytes or a message; empty for a number.</param>
internal sealed record ProtobufField(int Number, ulong Value, byte[] Bytes)
{
    public static IReadOnlyList<ProtobufField> ReadAll(ReadOnlySpan<byte> message)
    {
        var fields = new List<ProtobufField>();
        while (message.Length > 0)
        {
            var key = ReadVarint(ref message);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add(new ProtobufField(number, ReadVarint(ref message), []));
                    break;
                case 1:
                    fields.Add(new ProtobufField(number, BinaryPrimitives.ReadUInt64LittleEndian(message), []));
                    message = message[8..];
                    break;
                case 2:
                    var length = (int)ReadVarint(ref message);
                    fields.Add(new ProtobufField(number, 0, message[..length].ToArray()));
                    message = message[length..];
                    break;
                case 5:
                    fields.Add(new ProtobufField(number, BinaryPrimitives.ReadUInt32LittleEndian(message), []));
                    message = message[4..];
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7} of field {number} does not exist.");
            }
        }

        return fields;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[0];
            message = message[1..];
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
            {
                return value;
            }
        }
    }
}
