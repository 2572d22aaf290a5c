using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>Brings numbers of the processor to a device without waiting for the device.</summary>
internal static class DeviceCopy
{
    /// <summary>Copies a tensor to a device.</summary>
    /// <param name="source">A tensor in the processor's memory; not disposed here, and free to be as soon as this returns.</param>
    /// <param name="device">Where to.</param>
    /// <returns>
    /// The same numbers on the device, owned by the caller. A CUDA device reads them when it has done what it was asked for
    /// before, from pinned memory that libtorch takes back afterwards.
    /// </returns>
    public static Tensor Send(Tensor source, Device device)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA)
        {
            return source.to(device, copy: true);
        }

        using var pinned = source.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
