using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>
/// Says, for the thread that enters it and until it is disposed, in which number type the network's large products are
/// computed. Scopes nest; without one, everything is float32.
/// </summary>
/// <remarks>
/// Released configuration: products in half precision, everything else in float32. Layers cast what goes into a product
/// at the moment they use it, so weights and their gradients stay float32; norms, softmax over outputs, losses and
/// whatever a model hands out are float32. The backward pass needs no scope, unless it computes parts of the forward
/// pass again. A scope belongs to its thread: do not keep one over an <c>await</c>.
/// </remarks>
internal sealed class AutocastScope : IDisposable
{
    [ThreadStatic]
    private static AutocastScope? _innermost;

    private readonly AutocastScope? _outer;
    private readonly bool? _hasKernels;
    private readonly ScalarType? _type;
    private bool _isLeft;

    private AutocastScope(ComputePrecision precision, bool? hasKernels)
    {
        Precision = precision;
        _type = precision switch
        {
            ComputePrecision.Float32 => null,
            ComputePrecision.BFloat16 => ScalarType.BFloat16,
            ComputePrecision.Float16 => ScalarType.Float16,
            _ => throw new ArgumentOutOfRangeException(
                nameof(precision),
                $"precision must be one of {string.Join(", ", Enum.GetNames<ComputePrecision>())}, got {precision}."),
        };
        _hasKernels = hasKernels;
        _outer = _innermost;
        _innermost = this;
    }

    /// <summary>The precision that is in force on this thread.</summary>
    public static ComputePrecision Current => _innermost?.Precision ?? ComputePrecision.Float32;

    /// <summary>The precision of this scope.</summary>
    public ComputePrecision Precision { get; }

    /// <summary>The scope in force on this thread; null outside of all.</summary>
    internal static AutocastScope? Innermost => _innermost;

    /// <summary>The number type of products; null for float32, where nothing is cast.</summary>
    internal static ScalarType? NarrowType => _innermost?._type;

    /// <summary>Puts a precision in force on this thread.</summary>
    /// <param name="precision">The number type of large products.</param>
    /// <returns>The scope; dispose it on the same thread, inner scopes first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The precision is none of the known ones.</exception>
    public static AutocastScope Enter(ComputePrecision precision) => new(precision, null);

    /// <summary>Puts the precision before it in force again.</summary>
    /// <exception cref="InvalidOperationException">
    /// It is disposed on another thread than the one that entered it, or before a scope inside of it.
    /// </exception>
    public void Dispose()
    {
        if (_isLeft)
        {
            return;
        }

        if (!ReferenceEquals(_innermost, this))
        {
            throw new InvalidOperationException(
                $"the {Precision} scope is not the innermost one of this thread ({Current} is in force); leave scopes "
                + "on the thread that entered them, inner ones first.");
        }

        _innermost = _outer;
        _isLeft = true;
    }

    /// <summary>As <see cref="Enter(ComputePrecision)"/>, for tests of both ways to a 16-bit product.</summary>
    /// <param name="precision">The number type of large products.</param>
    /// <param name="hasKernels">Whether products run in libtorch's own 16-bit kernels.</param>
    internal static AutocastScope Enter(ComputePrecision precision, bool hasKernels) => new(precision, hasKernels);

    /// <summary>
    /// Puts what a scope said in force on this thread, for a part of its forward pass that is run again.
    /// </summary>
    /// <param name="scope">The scope, which may be left already; null stands for none, which is float32.</param>
    internal static AutocastScope EnterAgain(AutocastScope? scope) =>
        new(scope?.Precision ?? ComputePrecision.Float32, scope?._hasKernels);

    /// <summary>Whether a device multiplies 16-bit numbers by itself; see <see cref="SixteenBitKernels"/>.</summary>
    internal static bool HasKernelsFor(DeviceType device, ScalarType type) =>
        _innermost?._hasKernels ?? SixteenBitKernels.AreFast(device, type);
}
