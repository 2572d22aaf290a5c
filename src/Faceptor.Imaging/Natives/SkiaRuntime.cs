using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SkiaSharp;

namespace Faceptor.Imaging.Natives;

/// <summary>
/// Loads SkiaSharp's native library before anything is decoded or drawn, and says what is wrong with it in words.
/// SkiaSharp's own failure is a bare <see cref="DllNotFoundException"/> inside a type's initialiser.
/// </summary>
internal static class SkiaRuntime
{
    private static readonly Lock Gate = new();
    private static bool _isLoaded;

    private static Assembly Managed => typeof(SKBitmap).Assembly;

    private static string FileName =>
        OperatingSystem.IsWindows() ? "libSkiaSharp.dll" : NativeFiles.FileName("SkiaSharp");

    private static string Version => Managed.GetName().Version?.ToString(2) ?? "";

    /// <summary>Loads the library once a process; later calls cost nothing.</summary>
    /// <exception cref="NativeLibraryException">It is missing, does not fit, or cannot be loaded here.</exception>
    public static void Require()
    {
        if (Volatile.Read(ref _isLoaded))
        {
            return;
        }

        lock (Gate)
        {
            if (!_isLoaded)
            {
                Load();
                Volatile.Write(ref _isLoaded, true);
            }
        }
    }

    // In notebooks and scripts nothing but the managed assembly is where the runtime looks.
    static SkiaRuntime()
    {
        if (AssemblyLoadContext.GetLoadContext(Managed) is { } context)
        {
            context.ResolvingUnmanagedDll += (assembly, name) =>
                assembly == Managed && name == "libSkiaSharp" && Find() is { } path
                && NativeLibrary.TryLoad(path, out var handle)
                    ? handle
                    : IntPtr.Zero;
        }
    }

    private static void Load()
    {
        try
        {
            if (SkiaSharpVersion.CheckNativeLibraryCompatible(throwIfIncompatible: false))
            {
                return;
            }
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException
            or BadImageFormatException or TypeInitializationException)
        {
            var cause = error is TypeInitializationException { InnerException: { } inner } ? inner : error;
            if (cause is InvalidOperationException)
            {
                throw Misfit(cause);
            }

            var problem = Find() is { } path
                ? $"{MessageText.Place(path)} cannot be loaded ({MessageText.Quote(cause.Message)})"
                : $"version {Version} is not there";
            throw new NativeLibraryException(
                "SkiaSharp's native library", $"{problem}; reference the package {NativeFiles.CpuPackage}.", error);
        }

        throw Misfit(null);
    }

    private static NativeLibraryException Misfit(Exception? cause) => new(
        "SkiaSharp's native library",
        $"the managed one is of version {Version} and does not fit it; reference the package {NativeFiles.CpuPackage}, and no "
        + "other version of SkiaSharp or its native assets.",
        cause);

    private static string? Find()
    {
        // As in "3.119.4+sha", also of pre-releases that became the package of that number.
        var version = Managed.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        version = version.Split('+', '-')[0];
        return NativeFiles.Find(
            FileName,
            Managed,
            ("SkiaSharp.NativeAssets.Linux.NoDependencies", version),
            ("SkiaSharp.NativeAssets.Win32", version),
            ("SkiaSharp.NativeAssets.macOS", version));
    }
}
