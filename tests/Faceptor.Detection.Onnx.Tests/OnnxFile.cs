using System.Text;

namespace Faceptor.Detection.Onnx.Tests;

/// <summary>An output of a file that is made here, and what it always gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The numbers it gives.</param>
/// <param name="Dimensions">The dimensions that the file promises and the numbers have.</param>
internal sealed record ConstantOutput(string Name, float[] Values, params long[] Dimensions);

/// <summary>
/// Writes ONNX files with one input and outputs that do not depend on it, so that the reading of outputs is tested with
/// numbers computed by hand. Field numbers are those of onnx.proto.
/// </summary>
internal static class OnnxFile
{
    private const int Float = 1;
    private const int Double = 11;
    private const int Opset = 13;

    /// <summary>Makes a file.</summary>
    /// <param name="input">Dimensions of the input; -1 where any is possible.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="inputIsDouble">Whether the input takes numbers of 64 bits, which no detector does.</param>
    public static byte[] Write(long[] input, IEnumerable<ConstantOutput> outputs, bool inputIsDouble = false)
    {
        List<byte[]> graph = [Text(2, "graph")];
        foreach (var output in outputs)
        {
            graph.Add(Message(1, [Text(1, $"{output.Name}_value"), Text(2, output.Name), Text(4, "Identity")]));
            graph.Add(Message(5, Tensor($"{output.Name}_value", output)));
            graph.Add(Message(12, Value(output.Name, Float, output.Dimensions)));
        }

        graph.Add(Message(11, Value("input", inputIsDouble ? Double : Float, input)));
        return
        [
            .. Number(1, 8), // version of the format
            .. Message(8, [Number(2, Opset)]),
            .. Message(7, graph),
        ];
    }

    private static List<byte[]> Tensor(string name, ConstantOutput output)
    {
        var data = new byte[output.Values.Length * sizeof(float)];
        Buffer.BlockCopy(output.Values, 0, data, 0, data.Length);
        return
        [
            .. output.Dimensions.Select(size => Number(1, (ulong)size)), Number(2, Float), Text(8, name), Bytes(9, data),
        ];
    }

    private static byte[][] Value(string name, int type, long[] dimensions)
    {
        var shape = dimensions.Select(size => Message(1, size < 0 ? [] : [Number(1, (ulong)size)]));
        var tensor = Message(1, [Number(1, (ulong)type), Message(2, shape)]);
        return [Text(1, name), Message(2, [tensor])];
    }

    private static byte[] Message(int field, IEnumerable<byte[]> parts) => Bytes(field, [.. parts.SelectMany(part => part)]);

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) =>
        [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    private static List<byte> Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value > 127; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
