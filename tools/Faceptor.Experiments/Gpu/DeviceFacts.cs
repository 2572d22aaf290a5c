using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Faceptor.Experiments.Gpu;

/// <summary>What the driver says about the device's memory; TorchSharp exposes none of it.</summary>
internal static class DeviceFacts
{
    /// <summary>Peak of dense bfloat16 products of an H100 SXM, by NVIDIA's data sheet.</summary>
    public const double H100BFloat16Flops = 989e12;

    private delegate int MemGetInfo(out nuint free, out nuint total);

    /// <summary>
    /// Bytes of the device that are taken, by this process and any other: its context, its libraries, and what libtorch's
    /// allocator holds, which does not shrink, so that after work it is the peak.
    /// </summary>
    /// <returns>The bytes; null where there is no driver or no context on this thread.</returns>
    public static long? MemoryTaken()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var library)
            || !NativeLibrary.TryGetExport(library, "cuMemGetInfo_v2", out var address))
        {
            return null;
        }

        var query = Marshal.GetDelegateForFunctionPointer<MemGetInfo>(address);
        return query(out var free, out var total) == 0 ? (long)(total - free) : null;
    }

    /// <summary>The device's memory in words; the process's where it is the processor.</summary>
    public static string Describe()
    {
        using var process = Process.GetCurrentProcess();
        return MemoryTaken() is { } taken
            ? Figures.Gigabytes(taken)
            : $"{Figures.Gigabytes(process.PeakWorkingSet64)} of the machine";
    }
}
