using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>From tensors to arrays in one copy of memory, and whether numbers are finite in one pass.</summary>
internal static class TensorNumbers
{
    /// <summary>The numbers of a tensor in row-major order.</summary>
    /// <param name="tensor">Of the number type <typeparamref name="T"/>, on any device; not disposed here.</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentException">The tensor is of another number type.</exception>
    public static T[] ToNumbers<T>(this Tensor tensor)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var plain = tensor.cpu().contiguous();
        var bytes = plain.bytes;
        return bytes.Length == plain.numel() * Unsafe.SizeOf<T>()
            ? MemoryMarshal.Cast<byte, T>(bytes).ToArray()
            : throw new ArgumentException($"expected a tensor of {typeof(T).Name}, got {plain.dtype}.", nameof(tensor));
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    /// <param name="tensor">Floating-point numbers, on any device; not disposed here.</param>
    public static bool AreFinite(this Tensor tensor)
    {
        if (tensor.numel() == 0)
        {
            return true;
        }

        using var scope = NewDisposeScope();
        // Both are NaN where a number is.
        var (least, most) = tensor.detach().aminmax();
        return float.IsFinite(least.to(ScalarType.Float32).item<float>())
            && float.IsFinite(most.to(ScalarType.Float32).item<float>());
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    /// <param name="numbers">The numbers.</param>
    public static bool AreFinite(ReadOnlySpan<float> numbers)
    {
        // x - x is 0 for numbers and NaN for all others.
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        var sums = Vector<float>.Zero;
        foreach (ref readonly var vector in vectors)
        {
            sums += vector - vector;
        }

        var sum = Vector.Sum(sums);
        foreach (var number in numbers[(vectors.Length * Vector<float>.Count)..])
        {
            sum += number - number;
        }

        return sum == 0;
    }
}
