using System.Runtime.InteropServices;

namespace Faceptor.Core.Tensors;

/// <summary>How the C library treats memory that libtorch frees on a processor.</summary>
internal static class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int MaxMappings = -4;

    private delegate int SetOption(int option, int value);

    /// <summary>
    /// Lets the process keep freed memory for the next tensors instead of giving it back to the system, for as long as
    /// it lives: its size stays that of its peak.
    /// </summary>
    /// <returns>Whether the C library could be told; glibc can, others cannot and stay as they are.</returns>
    /// <remarks>
    /// Our choice, for programs that run the network over and over: getting memory anew costs a fault for every page,
    /// which is up to a fifth of an encoder pass (docs/performance.md). For a program that runs it now and then,
    /// the memory is better given back; libraries here never call it by themselves.
    /// </remarks>
    public static bool KeepFreedMemory() =>
        OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "mallopt", out var address)
        && Marshal.GetDelegateForFunctionPointer<SetOption>(address) is var set
        && set(TrimThreshold, -1) == 1
        && set(MaxMappings, 0) == 1;
}
