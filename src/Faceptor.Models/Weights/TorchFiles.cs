using Faceptor.Serialization;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>Tensors of TorchSharp into files and out of them.</summary>
internal static class TorchFiles
{
    /// <summary>Writes a safetensors file; the final name appears only when the file is complete.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="tensors">Names and tensors; read from any device, not disposed.</param>
    /// <param name="metadata">Text entries, or null for none.</param>
    /// <param name="progress">Told after each tensor, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work before the next tensor; nothing is left behind.</param>
    /// <exception cref="IOException">
    /// The disk is full or the folder cannot be written; nothing is left under the final name.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void WriteSafeTensors(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        SafeTensors.Write(
            path,
            tensors.Select(pair => KeyValuePair.Create(pair.Key, (ITensorMemory)new TorchSource(pair.Value))),
            metadata,
            progress,
            cancellationToken);
    }

    /// <summary>
    /// Writes what <c>torch.load</c> reads: a zip archive of stored entries, each tensor at a multiple of 64 bytes. The
    /// final name appears only when the file is complete.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="root">
    /// Null, truth values, whole and floating-point numbers, text, <see cref="ScalarType"/>, tensors; dictionaries with
    /// keys of text or whole numbers; <c>object[]</c> and C# tuples (tuples); other lists. Tensors are read from any
    /// device, not disposed, and written one after the other without copies of the whole.
    /// </param>
    /// <param name="progress">Told after each tensor, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work before the next tensor; nothing is left behind.</param>
    /// <remarks>
    /// A tensor object met twice is written once and shares its memory in Python; views of one memory through different
    /// objects do not. Equal content gives equal bytes.
    /// </remarks>
    /// <exception cref="ArgumentException">A value is of another kind; the message says where.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="IOException">
    /// The disk is full or the folder cannot be written; nothing is left under the final name.
    /// </exception>
    public static void WritePyTorch(
        string path,
        object? root,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        PyTorchFile.Write(path, root, progress, Adapt, cancellationToken);

    /// <summary>Reads a tensor of a safetensors file to the CPU.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">One of its names.</param>
    /// <returns>The tensor, owned by the caller.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor, or cannot be read any more.</exception>
    public static Tensor Read(this SafeTensors file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file
            .Read(name, (type, shape) => new TorchTarget(empty(shape, dtype: type.ToScalarType(), device: CPU)))
            .Tensor;
    }

    /// <summary>Reads a tensor of a PyTorch file to the CPU.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tensor">A tensor of <see cref="PyTorchFile.Root"/>.</param>
    /// <returns>A contiguous tensor with its own memory, owned by the caller; it takes no gradients.</returns>
    /// <exception cref="CheckpointException">The file cannot be read any more.</exception>
    /// <exception cref="ArgumentException">The tensor belongs to another file.</exception>
    public static Tensor Read(this PyTorchFile file, PickledTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.RequireOwn(tensor);
        using var scope = NewDisposeScope();
        var type = tensor.Type.ToScalarType();
        if (tensor.NumElements == 0)
        {
            return empty(tensor.Shape.AsSpan(), dtype: type, device: CPU).MoveToOuterDisposeScope();
        }

        // From the first to the last element of the view.
        var stored = empty([tensor.Span], dtype: type, device: CPU);
        file.Read(tensor, new TorchTarget(stored));
        var shape = tensor.Shape.ToArray();
        return tensor.IsContiguous
            ? stored.view(shape).MoveToOuterDisposeScope()
            : empty(shape, dtype: type, device: CPU)
                .copy_(stored.as_strided(shape, tensor.Strides.ToArray()))
                .MoveToOuterDisposeScope();
    }

    /// <summary>TorchSharp's name of an element type.</summary>
    internal static ScalarType ToScalarType(this ElementType type) => Enum.Parse<ScalarType>(type.ToString());

    /// <summary>The element type of files for one of TorchSharp's.</summary>
    /// <exception cref="ArgumentException">Files have no such element type.</exception>
    internal static ElementType ToElementType(this ScalarType type) => Enum.TryParse<ElementType>($"{type}", out var same)
        ? same
        : throw new ArgumentException($"files of tensors have no element type for {type}.", nameof(type));

    private static object Adapt(object value) => value switch
    {
        Tensor tensor => new TorchSource(tensor),
        ScalarType type => type.ToElementType(),
        IEnumerable<KeyValuePair<string, Tensor>> tensors =>
            tensors.Select(pair => KeyValuePair.Create((object)pair.Key, (object?)pair.Value)),
        _ => value,
    };

    // In pieces that a span can hold.
    private static void Visit(Tensor contiguous, TensorBytesAction visit)
    {
        const long MaxPieceBytes = 1 << 28;
        var pieceElements = MaxPieceBytes / contiguous.element_size();
        var numElements = contiguous.numel();
        using var flat = contiguous.view(-1);
        for (long first = 0; first < numElements; first += pieceElements)
        {
            using var piece = flat.narrow(0, first, Math.Min(pieceElements, numElements - first));
            visit(piece.bytes);
        }
    }

    // Two of the same tensor object are equal: it is written once.
    private sealed record TorchSource(Tensor Tensor) : ITensorMemory
    {
        public ElementType Type => Tensor.dtype.ToElementType();

        public IReadOnlyList<long> Shape => Tensor.shape;

        public void Visit(TensorBytesAction visit)
        {
            using var scope = NewDisposeScope();
            TorchFiles.Visit(Tensor.detach().cpu().contiguous(), visit);
        }

        public bool Equals(TorchSource? other) => ReferenceEquals(Tensor, other?.Tensor);

        public override int GetHashCode() =>
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Tensor);
    }

    private sealed record TorchTarget(Tensor Tensor) : ITensorMemory, IDisposable
    {
        public ElementType Type => Tensor.dtype.ToElementType();

        public IReadOnlyList<long> Shape => Tensor.shape;

        public void Visit(TensorBytesAction visit) => TorchFiles.Visit(Tensor, visit);

        public void Dispose() => Tensor.Dispose();
    }
}
