using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>Sums and products with numbers that stay alive until libtorch has read them.</summary>
/// <remarks>
/// TorchSharp 0.107 makes a <see cref="Scalar"/> for every number an operator takes (1 even for <c>a + b</c>, as its
/// alpha) and does not keep it alive through the native call: when another thread's allocations start a collection in
/// that moment, the number is freed under libtorch, which then fails with "Expected false to be true" or computes with
/// garbage. Data loading beside training makes this happen every few hundred steps. Code that runs beside other threads
/// uses these methods instead.
/// </remarks>
internal static class TensorArithmetic
{
    private static readonly Scalar Zero = 0.ToScalar();
    private static readonly Scalar One = 1.ToScalar();

    /// <summary>a + b.</summary>
    /// <param name="left">a.</param>
    /// <param name="right">b, of a shape that broadcasts.</param>
    /// <returns>The sum, owned by the caller.</returns>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>Adds b to a itself.</summary>
    /// <param name="left">a, of the sum's shape and number type; changed.</param>
    /// <param name="right">b, of a shape that broadcasts.</param>
    /// <returns>a.</returns>
    public static Tensor PlusInPlace(this Tensor left, Tensor right) => left.add_(right, One);

    /// <summary>Adds 1 to every element of a itself.</summary>
    /// <param name="left">a; changed.</param>
    public static void Increment(this Tensor left) => left.add_(One);

    /// <summary>a - b.</summary>
    /// <param name="left">a.</param>
    /// <param name="right">b, of a shape that broadcasts.</param>
    /// <returns>The difference, owned by the caller.</returns>
    public static Tensor Minus(this Tensor left, Tensor right)
    {
        using var negative = right.neg();
        return left.add(negative, One);
    }

    /// <summary>a + number.</summary>
    /// <param name="left">a.</param>
    /// <param name="number">The number.</param>
    /// <returns>The sum, owned by the caller.</returns>
    public static Tensor Plus(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.add(scalar);
    }

    /// <summary>a * number.</summary>
    /// <param name="left">a.</param>
    /// <param name="number">The number.</param>
    /// <returns>The product, owned by the caller.</returns>
    public static Tensor Times(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.mul(scalar);
    }

    /// <summary>Every element times itself; <c>square()</c> makes a number, 2, that may not outlive the call.</summary>
    /// <param name="tensor">The tensor; not disposed here.</param>
    /// <returns>A tensor of the same shape, owned by the caller.</returns>
    public static Tensor Squared(this Tensor tensor) => tensor.mul(tensor);

    /// <summary>The larger of a and a number.</summary>
    /// <param name="left">a.</param>
    /// <param name="number">The number.</param>
    /// <returns>The larger values, owned by the caller.</returns>
    public static Tensor AtLeast(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.clamp_min(scalar);
    }

    /// <summary>Where a is at least a number.</summary>
    /// <param name="left">a.</param>
    /// <param name="number">The number.</param>
    /// <returns>Truth values, owned by the caller.</returns>
    public static Tensor IsAtLeast(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.ge(scalar);
    }

    /// <summary>Where a is above a number.</summary>
    /// <param name="left">a.</param>
    /// <param name="number">The number.</param>
    /// <returns>Truth values, owned by the caller.</returns>
    public static Tensor IsAbove(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.gt(scalar);
    }

    /// <summary>Where a is at most a number.</summary>
    /// <param name="left">a.</param>
    /// <param name="number">The number.</param>
    /// <returns>Truth values, owned by the caller.</returns>
    public static Tensor IsAtMost(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.le(scalar);
    }

    /// <summary>0, 1, 2, … as floating-point numbers, made on the device, which nobody waits for.</summary>
    /// <param name="count">How many.</param>
    /// <param name="like">A tensor that tells type and device.</param>
    /// <returns>[count], owned by the caller.</returns>
    public static Tensor CountUp(long count, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(like);
        using var end = count.ToScalar();
        return arange(Zero, end, One, like.dtype, like.device);
    }
}
