namespace Faceptor.Serialization;

/// <summary>
/// The numbers of one tensor, wherever they are, as files see them. Lets readers and writers of files work without
/// knowing a tensor library.
/// </summary>
internal interface ITensorMemory
{
    /// <summary>Element type.</summary>
    ElementType Type { get; }

    /// <summary>Sizes of the dimensions; empty for a scalar.</summary>
    IReadOnlyList<long> Shape { get; }

    /// <summary>
    /// Calls back with the bytes of all elements in row-major order, in pieces that a span can hold and that hold whole
    /// elements.
    /// </summary>
    /// <param name="visit">May read and, where the memory is a target, write the bytes during the call.</param>
    void Visit(TensorBytesAction visit);
}

/// <summary>Takes a run of bytes that is valid during the call.</summary>
internal delegate void TensorBytesAction(Span<byte> bytes);
