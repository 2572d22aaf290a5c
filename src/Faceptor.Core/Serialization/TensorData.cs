using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Faceptor.Core.Serialization;

/// <summary>Moves the numbers of CPU tensors between memory and files, in pieces that a span can hold.</summary>
internal static class TensorData
{
    private const long MaxPieceBytes = 1 << 28;

    /// <summary>Fills a contiguous CPU tensor from a file.</summary>
    /// <exception cref="EndOfStreamException">The file ends too early.</exception>
    public static void Read(Tensor tensor, SafeFileHandle file, long position)
    {
        foreach (var piece in Pieces(tensor))
        {
            using (piece)
            {
                for (var rest = piece.bytes; rest.Length > 0;)
                {
                    var count = RandomAccess.Read(file, rest, position);
                    position += count;
                    rest = count > 0
                        ? rest[count..]
                        : throw new EndOfStreamException($"the file ends at byte {position}, {rest.Length} are missing");
                }
            }
        }
    }

    /// <summary>Calls back with the bytes of a contiguous CPU tensor, in order.</summary>
    public static void Visit(Tensor tensor, ReadOnlySpanAction visit)
    {
        foreach (var piece in Pieces(tensor))
        {
            using (piece)
            {
                visit(piece.bytes);
            }
        }
    }

    /// <summary>Turns the bytes of each number around; the parts of a complex number stay in their order.</summary>
    public static void ReverseEndianness(Tensor tensor)
    {
        var numberSize = tensor.dtype switch
        {
            ScalarType.ComplexFloat32 => 4,
            ScalarType.ComplexFloat64 => 8,
            _ => PyTorchTypes.SizeOf(tensor.dtype),
        };
        foreach (var piece in Pieces(tensor))
        {
            using (piece)
            {
                var bytes = piece.bytes;
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
            }
        }
    }

    private static IEnumerable<Tensor> Pieces(Tensor tensor)
    {
        var pieceElements = MaxPieceBytes / PyTorchTypes.SizeOf(tensor.dtype);
        var numElements = tensor.numel();
        using var flat = tensor.view(-1);
        for (long first = 0; first < numElements; first += pieceElements)
        {
            yield return flat.narrow(0, first, Math.Min(pieceElements, numElements - first));
        }
    }

    /// <summary>Takes a run of bytes that is valid during the call.</summary>
    public delegate void ReadOnlySpanAction(ReadOnlySpan<byte> bytes);
}
