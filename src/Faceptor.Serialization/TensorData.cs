using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Faceptor.Serialization.PyTorch;
using Microsoft.Win32.SafeHandles;

namespace Faceptor.Serialization;

/// <summary>Moves the numbers of tensors between memory and files.</summary>
internal static class TensorData
{
    /// <summary>Number of elements.</summary>
    public static long NumElements(this ITensorMemory tensor) =>
        tensor.Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Fills a tensor from a file.</summary>
    /// <exception cref="EndOfStreamException">The file ends too early.</exception>
    public static void Read(ITensorMemory tensor, SafeFileHandle file, long position) => tensor.Visit(bytes =>
    {
        for (var rest = bytes; rest.Length > 0;)
        {
            var count = RandomAccess.Read(file, rest, position);
            position += count;
            rest = count > 0
                ? rest[count..]
                : throw new EndOfStreamException($"the file ends at byte {position}, {rest.Length} are missing");
        }
    });

    /// <summary>Turns the bytes of each number around; the parts of a complex number stay in their order.</summary>
    public static void ReverseEndianness(ITensorMemory tensor)
    {
        var numberSize = tensor.Type switch
        {
            ElementType.ComplexFloat32 => 4,
            ElementType.ComplexFloat64 => 8,
            _ => PyTorchTypes.SizeOf(tensor.Type),
        };
        tensor.Visit(bytes =>
        {
            switch (numberSize)
            {
                case 2:
                    var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                    BinaryPrimitives.ReverseEndianness(shorts, shorts);
                    break;
                case 4:
                    var ints = MemoryMarshal.Cast<byte, int>(bytes);
                    BinaryPrimitives.ReverseEndianness(ints, ints);
                    break;
                case 8:
                    var longs = MemoryMarshal.Cast<byte, long>(bytes);
                    BinaryPrimitives.ReverseEndianness(longs, longs);
                    break;
            }
        });
    }
}
