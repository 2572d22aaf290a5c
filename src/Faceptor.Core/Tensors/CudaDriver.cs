using System.Runtime.InteropServices;

namespace Faceptor.Core.Tensors;

/// <summary>What NVIDIA's driver says about a device; TorchSharp exposes none of it.</summary>
internal static class CudaDriver
{
    private const int ComputeCapabilityMajor = 75;

    private delegate int Initialize(uint flags);

    private delegate int DeviceGet(out int device, int ordinal);

    private delegate int DeviceGetAttribute(out int value, int attribute, int device);

    /// <summary>Major number of a device's compute capability.</summary>
    /// <param name="deviceIndex">The device, among those that the process may see.</param>
    /// <returns>The number; null when there is no driver, or it does not answer.</returns>
    public static int? CapabilityMajor(int deviceIndex)
    {
        var name = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(name, out var library))
        {
            return null;
        }

        // The library stays loaded: libtorch uses it too.
        return Find<Initialize>(library, "cuInit") is { } initialize
            && Find<DeviceGet>(library, "cuDeviceGet") is { } get
            && Find<DeviceGetAttribute>(library, "cuDeviceGetAttribute") is { } getAttribute
            && initialize(0) == 0
            && get(out var device, deviceIndex) == 0
            && getAttribute(out var major, ComputeCapabilityMajor, device) == 0
                ? major
                : null;
    }

    private static T? Find<T>(IntPtr library, string name)
        where T : Delegate =>
        NativeLibrary.TryGetExport(library, name, out var address)
            ? Marshal.GetDelegateForFunctionPointer<T>(address)
            : null;
}
