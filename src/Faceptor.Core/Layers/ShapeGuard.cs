using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>Checks shapes before libtorch sees them, so that a mistake names the tensor and both sizes.</summary>
internal static class ShapeGuard
{
    /// <summary>Requires a number of dimensions.</summary>
    /// <param name="tensor">The tensor to look at.</param>
    /// <param name="numDims">Dimensions expected.</param>
    /// <param name="name">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">The tensor has another number of dimensions.</exception>
    public static void Dims(Tensor tensor, long numDims, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (tensor.dim() != numDims)
        {
            throw new ArgumentException(
                $"expected {numDims} dimensions, found [{string.Join(", ", tensor.shape)}].", name);
        }
    }

    /// <summary>Requires a size of the last dimension.</summary>
    /// <param name="tensor">The tensor to look at.</param>
    /// <param name="size">Size expected.</param>
    /// <param name="name">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">The last dimension has another size.</exception>
    public static void LastDim(Tensor tensor, long size, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (tensor.dim() == 0 || tensor.size(-1) != size)
        {
            throw new ArgumentException(
                $"expected a last dimension of {size}, found [{string.Join(", ", tensor.shape)}].", name);
        }
    }

    /// <summary>Requires a number of levels.</summary>
    /// <param name="levels">The levels to look at.</param>
    /// <param name="numLevels">Levels expected.</param>
    /// <param name="name">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">There are more or fewer levels.</exception>
    public static void Levels(
        IReadOnlyList<Tensor> levels, int numLevels, [CallerArgumentExpression(nameof(levels))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(levels, name);
        if (levels.Count != numLevels)
        {
            throw new ArgumentException($"expected {numLevels} levels, found {levels.Count}.", name);
        }
    }
}

/// <summary>Refuses modules that are disposed, before libtorch is asked about tensors that are gone.</summary>
internal static class AliveGuard
{
    /// <summary>Requires a module whose weights are there.</summary>
    /// <param name="module">The module.</param>
    /// <param name="weight">One of its weights.</param>
    /// <exception cref="ObjectDisposedException">The weight is gone.</exception>
    public static void Require(nn.Module module, [NotNull] Tensor? weight) =>
        ObjectDisposedException.ThrowIf(weight is null || weight.IsInvalid, module);
}
