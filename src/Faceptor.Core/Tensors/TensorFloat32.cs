using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>Lets GPUs round the factors of float32 products to TF32 until it is disposed; processors do not care.</summary>
/// <remarks>For the whole process, backward passes included: libtorch keeps one switch.</remarks>
internal sealed class TensorFloat32 : IDisposable
{
    private readonly bool _products = backends.cuda.matmul.allow_tf32;
    private readonly bool _convolutions = backends.cudnn.allow_tf32;

    /// <summary>Allows it.</summary>
    public TensorFloat32() => Set(products: true, convolutions: true);

    /// <inheritdoc/>
    public void Dispose() => Set(_products, _convolutions);

    private static void Set(bool products, bool convolutions)
    {
        backends.cuda.matmul.allow_tf32 = products;
        backends.cudnn.allow_tf32 = convolutions;
    }
}
