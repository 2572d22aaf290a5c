using System.Runtime.InteropServices;

namespace Faceptor.Core.Natives;

/// <summary>Loads a native library with all its symbols bound, and tells what the system's loader has against it.</summary>
/// <remarks>
/// .NET loads lazily: a library that does not fit another one loads, and the process dies in the first call of a
/// function that is not there.
/// </remarks>
internal static class EagerLoader
{
    private const int BindNow = 2; // RTLD_NOW of glibc

    private delegate IntPtr Open(string path, int flags);

    /// <summary>Loads a library.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="handle">Its handle; zero when it could not be loaded.</param>
    /// <returns>What the loader said against it; null when it is loaded.</returns>
    public static string? TryLoad(string path, out IntPtr handle)
    {
        handle = IntPtr.Zero;
        var open = IntPtr.Zero;
        var bindsNow = OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc.so.6", out var library)
            && NativeLibrary.TryGetExport(library, "dlopen", out open);
        if (bindsNow)
        {
            handle = Marshal.GetDelegateForFunctionPointer<Open>(open)(path, BindNow);
            if (handle != IntPtr.Zero)
            {
                return null;
            }
        }

        // .NET has the loader's reason, which lies between its advice; asked for by hand it may be overwritten by then.
        try
        {
            handle = NativeLibrary.Load(path);
            return bindsNow ? "undefined symbol: a function that it calls is in none of the others" : null;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            return failure.Message.Trim().Split('\n')[^1];
        }
    }
}
