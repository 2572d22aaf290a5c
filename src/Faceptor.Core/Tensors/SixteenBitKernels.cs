using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>Which devices have kernels for products of 16-bit numbers that are worth calling.</summary>
/// <remarks>
/// Our choice. libtorch computes 16-bit products on every processor, but where its vectorised kernels do not apply it
/// falls back to plain loops, up to a hundred times slower than float32 (docs/performance.md). There the operands are
/// rounded to 16 bits, multiplied in float32 and the result is rounded again, which is what the fast kernels compute.
/// </remarks>
internal static class SixteenBitKernels
{
    /// <summary>Whether products of a 16-bit type run in fast kernels on a kind of device.</summary>
    /// <param name="device">The kind of device.</param>
    /// <param name="type">BFloat16 or Float16.</param>
    // oneDNN's condition for bfloat16 is AVX-512 with BW, DQ and VL; its float16 needs processors hardly anyone has.
    public static bool AreFast(DeviceType device, ScalarType type) =>
        device != DeviceType.CPU
        || (type == ScalarType.BFloat16
            && Avx512BW.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.IsSupported);
}
