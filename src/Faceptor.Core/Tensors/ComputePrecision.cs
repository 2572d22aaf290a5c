namespace Faceptor.Core.Tensors;

/// <summary>
/// The number type of large products. Weights, optimiser, norms, softmax and losses stay in float32 whatever it is.
/// </summary>
public enum ComputePrecision
{
    /// <summary>32-bit floats; the default on a processor.</summary>
    Float32,

    /// <summary>
    /// 16-bit floats with the range of float32; for CUDA from Ampere on, and processors that have them.
    /// </summary>
    BFloat16,

    /// <summary>
    /// 16-bit floats of a small range; for CUDA before Ampere, with a gradient scaler. Released configuration.
    /// </summary>
    Float16,
}
