using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Faceptor.Core.Natives;

/// <summary>
/// Loads libtorch and TorchSharp's native library. Whatever makes or loads a network calls it; a program calls it itself
/// only when it uses TorchSharp before anything of Faceptor.
/// </summary>
/// <remarks>
/// TorchSharp looks for its natives too, but after a failure it names a package that is not to blame, and in notebooks it
/// copies half a gigabyte. Here they are found in the program's output, beside it, and in the package folder that
/// scripts and notebooks load from. On a C++ runtime older than GCC 13's (Debian 12, Ubuntu 22.04) a copy of
/// TorchSharp's library that does not ask for the newer one is made once in the user's cache folder
/// (<c>$XDG_CACHE_HOME/faceptor</c>, else <c>~/.cache/faceptor</c>).
/// </remarks>
public static class TorchRuntime
{
    private const string CxxRuntime = "libstdc++.so.6";

    /// <summary>What this TorchSharp is made for. Asking TorchSharp itself would make it load its natives.</summary>
    internal const string TorchVersion = "2.10.0";

    // In the order in which each finds what it needs.
    private static readonly string[] Torch = ["c10", "torch_cpu", "torch"];

    private static readonly Lock Gate = new();
    private static bool _isLoaded;
    private static IntPtr _binding;

    // The loader keeps what it once opened: asked again, it would give a library that does not fit without a word.
    private static NativeLibraryException? _misfit;

    private static Assembly Managed => typeof(torch).Assembly;

    private static string ManagedVersion => Managed.GetName().Version?.ToString(3) ?? "";

    private static string Remedy =>
        $"reference the package {NativeFiles.CpuPackage}"
        + (NativeFiles.CudaPackage is { } cuda ? $" (with an NVIDIA GPU {cuda})" : "");

    /// <summary>Loads libtorch and TorchSharp's native library, once a process; later calls cost nothing.</summary>
    /// <exception cref="NativeLibraryException">
    /// One of them is missing, does not fit the other, or cannot be loaded here; the message names the package to
    /// reference.
    /// </exception>
    public static void Load()
    {
        if (Volatile.Read(ref _isLoaded))
        {
            return;
        }

        lock (Gate)
        {
            if (!_isLoaded)
            {
                // A program, or TorchSharp in a notebook with a GPU, may have loaded it already.
                if (_misfit is null && _binding == IntPtr.Zero && !NativeFiles.TryGetLoaded("LibTorchSharp", out _binding))
                {
                    LoadTorch();
                    _binding = LoadBinding();
                }

                if (_misfit is not null)
                {
                    throw _misfit;
                }

                try
                {
                    // Modules fail with a missing library until TorchSharp itself has looked for it once.
                    torch.InitializeDeviceType(DeviceType.CPU);
                }
                catch (Exception error) when (error is NotSupportedException or DllNotFoundException
                    or TypeInitializationException)
                {
                    throw new NativeLibraryException(
                        "TorchSharp", $"its native library is loaded but not accepted; {Remedy}.", error);
                }

                Volatile.Write(ref _isLoaded, true);
            }
        }
    }

    /// <summary>Lets TorchSharp find the natives when the program calls it before <see cref="Load"/>.</summary>
    [ModuleInitializer]
    [SuppressMessage(
        "Usage", "CA2255", Justification = "It only adds a handler, which acts when TorchSharp's own search has failed.")]
    internal static void AnswerTorchSharp()
    {
        if (AssemblyLoadContext.GetLoadContext(Managed) is { } context)
        {
            context.ResolvingUnmanagedDll += Resolve;
        }
    }

    private static IntPtr Resolve(Assembly assembly, string name)
    {
        if (assembly != Managed || _misfit is not null || (name != "LibTorchSharp" && name != "torch_cpu"))
        {
            return IntPtr.Zero;
        }

        // Whoever asks goes on with another search, and says what is missing.
        try
        {
            var torchLibrary = LoadTorch();
            return name == "torch_cpu" ? torchLibrary
                : _binding != IntPtr.Zero ? _binding
                : _binding = LoadBinding();
        }
        catch (NativeLibraryException)
        {
            return IntPtr.Zero;
        }
    }

    // Handle of libtorch_cpu.
    private static IntPtr LoadTorch()
    {
        if (FindBinding() is null)
        {
            throw new NativeLibraryException(
                "TorchSharp",
                $"version {ManagedVersion} has no native library for {NativeFiles.Platform} in this program; it has them for "
                + "linux-x64, win-x64, win-arm64 and osx-arm64. On one of these restore and build the program again.");
        }

        var path = NativeFiles.Find(
            NativeFiles.FileName("torch_cpu"), Managed, ($"libtorch-cpu-{NativeFiles.Platform}", TorchVersion));
        if (path is null)
        {
            // Already in the process; on Linux and macOS also on the loader's search path, as a Python installation may
            // have put it.
            return NativeFiles.TryGetLoaded("torch_cpu", out var loaded)
                ? loaded
                : throw new NativeLibraryException(
                    "libtorch",
                    $"version {TorchVersion} is not there; {Remedy}. A build for another system has none for this one: publish "
                    + "it for this system (-r), or build it here.");
        }

        var handle = IntPtr.Zero;
        foreach (var name in Torch)
        {
            var file = Path.Combine(Path.GetDirectoryName(path)!, NativeFiles.FileName(name));
            // Loaded lazily, as .NET does: a libtorch that does not fit shows when TorchSharp's library is bound to it.
            if (!NativeLibrary.TryLoad(file, out var library))
            {
                throw Unloadable("libtorch", EagerLoader.TryLoad(file, out _) ?? "it loads at the second try only");
            }

            handle = name == "torch_cpu" ? library : handle;
        }

        return handle;
    }

    private static string? FindBinding() =>
        NativeFiles.Find(NativeFiles.FileName("LibTorchSharp"), Managed, ("torchsharp", ManagedVersion));

    private static IntPtr LoadBinding()
    {
        var path = FindBinding()!;
        var problem = EagerLoader.TryLoad(path, out var handle);
        if (problem is null)
        {
            return handle;
        }

        if (OperatingSystem.IsLinux() && problem.Contains(CxxRuntime, StringComparison.Ordinal))
        {
            problem = EagerLoader.TryLoad(CopyForOlderRuntime(path, problem), out handle);
            if (problem is null)
            {
                return handle;
            }
        }

        throw _misfit = Unloadable("TorchSharp", problem);
    }

    private static string CopyForOlderRuntime(string path, string problem)
    {
        try
        {
            var library = File.ReadAllBytes(path);
            return UnusedVersions.MarkWeak(library, CxxRuntime).Count > 0
                ? NativeCache.Store(Path.GetFileName(path), library)
                : throw Unloadable("TorchSharp", problem);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new NativeLibraryException(
                "TorchSharp",
                "this system's C++ runtime is older than GCC 13's, and the copy of TorchSharp's library that does without "
                + $"could not be stored ({error.Message}); let XDG_CACHE_HOME name a folder that this user may write to.",
                error);
        }
    }

    private static NativeLibraryException Unloadable(string library, string problem)
    {
        var remedy =
            // First, because there the loader complains of many things.
            RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
                ? "libtorch is made for glibc; use a system that has it, such as Debian or Ubuntu, instead of Alpine"
            : problem.Contains("undefined symbol", StringComparison.Ordinal)
                ? $"TorchSharp {ManagedVersion} needs libtorch {TorchVersion}; {Remedy}, and nothing else that brings libtorch"
            : problem.Contains("GLIBC", StringComparison.Ordinal) || problem.Contains("CXXABI", StringComparison.Ordinal)
                ? "this system is too old for it: needed are glibc 2.34 and the C++ runtime of GCC 12, as Debian 12 and "
                    + "Ubuntu 22.04 have them"
            : problem.Contains("cannot open shared object file", StringComparison.Ordinal)
                ? "the library that it names is the system's, and missing: install it"
            : OperatingSystem.IsWindows()
                ? $"install the Microsoft Visual C++ Redistributable; if it is there, {Remedy}"
            : Remedy;
        // The loader begins with the whole path, which leaves no room for what it says; the file's name is enough.
        var end = problem.IndexOf(": ", StringComparison.Ordinal);
        var reason = end < 0 ? problem : Path.GetFileName(problem[..end]) + problem[end..];
        return new NativeLibraryException(
            library, $"cannot be loaded ({MessageText.Quote(reason)}); {remedy}.", new DllNotFoundException(problem));
    }
}
