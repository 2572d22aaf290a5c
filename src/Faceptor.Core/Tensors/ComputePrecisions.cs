using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>Which <see cref="ComputePrecision"/> suits which device.</summary>
internal static class ComputePrecisions
{
    // Ampere, the first with bfloat16 in its tensor cores.
    private const int FirstWithBFloat16 = 8;

    /// <summary>
    /// The precision to train in where nothing else is asked for: float16 on CUDA before Ampere and where the driver
    /// does not tell, bfloat16 on CUDA from Ampere on, float32 elsewhere.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <remarks>
    /// Our choice; the released configuration is float32. On an H100 the driver was asked and bfloat16 taken.
    /// </remarks>
    public static ComputePrecision DefaultFor(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type == DeviceType.CUDA
            ? ForCapability(CudaDriver.CapabilityMajor(Math.Max(0, device.index)))
            : ComputePrecision.Float32;
    }

    /// <summary>The precision for a CUDA device.</summary>
    /// <param name="major">Major number of its compute capability; null when it is not known.</param>
    internal static ComputePrecision ForCapability(int? major) =>
        major >= FirstWithBFloat16 ? ComputePrecision.BFloat16 : ComputePrecision.Float16;
}
