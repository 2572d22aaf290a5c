using System.Collections.Immutable;
using Faceptor.Serialization.PyTorch;

namespace Faceptor.Serialization.Pickles;

/// <summary>
/// A tensor as a PyTorch file describes it: a view of a storage. No number is read; <see cref="PyTorchFile.Read"/>
/// does that.
/// </summary>
/// <remarks>The view lies inside its storage: files that say otherwise are refused when they are opened.</remarks>
internal sealed class PickledTensor
{
    /// <summary>The most dimensions a tensor may have.</summary>
    private const int MaxDimensions = 64;

    private PickledTensor(
        PickledStorage storage,
        ElementType type,
        long offset,
        ImmutableArray<long> shape,
        ImmutableArray<long> strides,
        bool requiresGrad)
    {
        Storage = storage;
        Type = type;
        Offset = offset;
        Shape = shape;
        Strides = strides;
        RequiresGrad = requiresGrad;
        NumElements = shape.Aggregate(1L, (product, size) => product * size);
    }

    /// <summary>Where the numbers are; the same object for tensors that share memory.</summary>
    public PickledStorage Storage { get; }

    /// <summary>Element type.</summary>
    public ElementType Type { get; }

    /// <summary>Position of the first element in the storage, in elements.</summary>
    public long Offset { get; }

    /// <summary>Sizes of the dimensions; empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Steps between neighbours along each dimension, in elements.</summary>
    public ImmutableArray<long> Strides { get; }

    /// <summary>Whether the tensor was a leaf that takes gradients.</summary>
    public bool RequiresGrad { get; }

    /// <summary>Number of elements.</summary>
    public long NumElements { get; }

    /// <summary>Size in bytes once read.</summary>
    public long NumBytes => NumElements * PyTorchTypes.SizeOf(Type);

    /// <summary>Whether the elements lie one after the other in the order of the indices.</summary>
    public bool IsContiguous
    {
        get
        {
            var step = 1L;
            for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
            {
                if (Shape[dimension] != 1 && Strides[dimension] != step)
                {
                    return NumElements == 0;
                }

                step *= Shape[dimension];
            }

            return true;
        }
    }

    /// <summary>Number of elements from the first to the last in the storage, both counted.</summary>
    internal long Span
    {
        get
        {
            var span = NumElements == 0 ? 0L : 1L;
            for (var dimension = 0; span > 0 && dimension < Shape.Length; dimension++)
            {
                span += (Shape[dimension] - 1) * Strides[dimension];
            }

            return span;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";

    /// <summary>Checks the view against its storage.</summary>
    /// <exception cref="FormatException">The view is impossible, or reaches outside its storage.</exception>
    internal static PickledTensor Create(
        PickledStorage storage,
        ElementType type,
        object? offset,
        object? shape,
        object? strides,
        bool requiresGrad)
    {
        var sizes = ToNumbers(shape, "shape");
        var steps = ToNumbers(strides, "strides");
        if (offset is not (long and >= 0))
        {
            throw new FormatException($"a tensor's storage offset is a whole number from 0, got '{offset}'.");
        }

        if (sizes.Length != steps.Length)
        {
            throw new FormatException($"a tensor of {sizes.Length} dimensions does not take {steps.Length} strides.");
        }

        RequireInside(storage, type, (long)offset, sizes, steps);
        return new PickledTensor(storage, type, (long)offset, sizes, steps, requiresGrad);
    }

    internal PickledTensor WithRequiresGrad(bool requiresGrad) =>
        new(Storage, Type, Offset, Shape, Strides, requiresGrad);

    private static void RequireInside(
        PickledStorage storage,
        ElementType type,
        long offset,
        ImmutableArray<long> sizes,
        ImmutableArray<long> steps)
    {
        var elementSize = PyTorchTypes.SizeOf(type);
        // Sizes of zero do not hide a product that libtorch cannot count.
        if (!PyTorchTypes.IsCountable(sizes, elementSize))
        {
            throw new FormatException(
                $"a tensor of shape ({string.Join(", ", sizes)}) has more elements than can be counted.");
        }

        if (sizes.Contains(0))
        {
            return;
        }

        var available = storage.NumBytes / elementSize;
        // Bounded after each step, so that the sum cannot overflow.
        Int128 last = offset;
        for (var dimension = 0; dimension < sizes.Length && last < available; dimension++)
        {
            last += (Int128)(sizes[dimension] - 1) * steps[dimension];
        }

        if (last >= available)
        {
            throw new FormatException(
                $"a tensor of shape ({string.Join(", ", sizes)}), strides ({string.Join(", ", steps)}) and offset "
                + $"{offset} reaches outside storage '{MessageText.Quote(storage.Key)}' of {available} elements.");
        }
    }

    private static ImmutableArray<long> ToNumbers(object? value, string what)
    {
        if (value is not IReadOnlyList<object?> { Count: <= MaxDimensions } items)
        {
            throw new FormatException(
                $"a tensor's {what} is a sequence of at most {MaxDimensions} numbers, got something else.");
        }

        return [.. items.Select(item => item is long and >= 0
            ? (long)item
            : throw new FormatException($"a tensor's {what} is made of whole numbers from 0, got '{item}'."))];
    }
}
