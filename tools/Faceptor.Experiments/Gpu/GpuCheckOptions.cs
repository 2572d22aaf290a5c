using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Gpu;

/// <summary>What a check runs on, and how large it is.</summary>
/// <param name="Device">Where the tensors are.</param>
/// <param name="Precision">Number type of large products.</param>
/// <param name="NumSteps">Steps that are measured, after those that warm up.</param>
/// <param name="IsSmall">Whether small networks stand in, for trying the check itself.</param>
/// <param name="UsesTensorFloat32">Whether float32 products may be rounded to TF32.</param>
internal sealed record GpuCheckOptions(
    Device Device, ComputePrecision Precision, int NumSteps, bool IsSmall, bool UsesTensorFloat32)
{
    /// <summary>Whether the device is one of CUDA.</summary>
    public bool IsCuda => Device.type == TorchSharp.DeviceType.CUDA;

    /// <summary>The precision as the table names it.</summary>
    public string PrecisionName => UsesTensorFloat32
        ? "float32 as TF32"
#pragma warning disable CA1308 // A name to read, not a key.
        : Precision.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>Waits until the device has done what it was asked for.</summary>
    public void Synchronize()
    {
        if (IsCuda)
        {
            cuda.synchronize(Device);
        }
    }
}
