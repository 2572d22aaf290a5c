using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Faceptor;

/// <summary>Where native libraries of packages lie: in a program's output, beside it, or in the package folder.</summary>
internal static class NativeFiles
{
    /// <summary>The package that brings all native libraries for this system without a GPU.</summary>
    public static string CpuPackage =>
        OperatingSystem.IsWindows() ? "Faceptor.Runtime.Cpu.Windows"
        : OperatingSystem.IsMacOS() ? "Faceptor.Runtime.Cpu.MacOS"
        : "Faceptor.Runtime.Cpu.Linux";

    /// <summary>The package that brings them for an NVIDIA GPU; null where there is none.</summary>
    public static string? CudaPackage =>
        OperatingSystem.IsWindows() ? "Faceptor.Runtime.Cuda.Windows"
        : OperatingSystem.IsMacOS() ? null
        : "Faceptor.Runtime.Cuda.Linux";

    /// <summary>The folder's name below <c>runtimes</c> in packages, for example <c>linux-x64</c>.</summary>
    public static string Platform =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>What a library is called on this system.</summary>
    /// <param name="name">The bare name, as in <c>torch_cpu</c>.</param>
    /// <returns>The file's name.</returns>
    public static string FileName(string name) =>
        OperatingSystem.IsWindows() ? name + ".dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>Looks for a native library where programs, published folders, scripts and notebooks have theirs.</summary>
    /// <param name="fileName">The file's name.</param>
    /// <param name="user">The managed assembly that uses it.</param>
    /// <param name="packages">Packages that may bring it, each with its version; looked for in the package folder
    /// when <paramref name="user"/> itself was loaded from there, as scripts and notebooks do.</param>
    /// <returns>The full path; null when it is nowhere.</returns>
    public static string? Find(string fileName, Assembly user, params ReadOnlySpan<(string Id, string Version)> packages)
    {
        var found = Folders(user).Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);
        if (found is not null || PackageFolder(user) is not { } root)
        {
            return found;
        }

        foreach (var (id, version) in packages)
        {
            // The package folder holds lower-case names.
            var path = Path.Combine(
                root, id.ToLowerInvariant(), version, "runtimes", Platform, "native", fileName);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Finds a library that the process has loaded already, whoever did it.</summary>
    /// <param name="name">The bare name, as in <c>torch_cpu</c>.</param>
    /// <param name="handle">Its handle; zero when it is not loaded.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryGetLoaded(string name, out IntPtr handle)
    {
        var fileName = FileName(name);
        if (!OperatingSystem.IsWindows())
        {
            // The loader knows its libraries by this name; it looks in no folder that the caller happens to be in.
            return NativeLibrary.TryLoad(fileName, out handle);
        }

        // Windows would look in the current folder as well, and run what anybody has put there.
        using var process = Process.GetCurrentProcess();
        var module = process.Modules.Cast<ProcessModule>().FirstOrDefault(
            module => fileName.Equals(module.ModuleName, StringComparison.OrdinalIgnoreCase));
        handle = IntPtr.Zero;
        return module?.FileName is { } path && NativeLibrary.TryLoad(path, out handle);
    }

    private static IEnumerable<string> Folders(Assembly user)
    {
        // What the host read from the program's deps.json.
        var known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var folder in known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        // A plugin, or an assembly that was loaded by its path, has its natives beside it and not beside the program.
        foreach (var folder in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(user.Location) ?? "" })
        {
            if (folder.Length > 0)
            {
                yield return folder;
                yield return Path.Combine(folder, "runtimes", Platform, "native");
            }
        }
    }

    // …/packages/ID/VERSION/lib/TARGET/NAME.dll
    private static string? PackageFolder(Assembly user)
    {
        var target = Path.GetDirectoryName(user.Location);
        return string.IsNullOrEmpty(target) || Path.GetFileName(Path.GetDirectoryName(target)) != "lib"
            ? null
            : Path.GetFullPath(Path.Combine(target, "..", "..", "..", ".."));
    }
}
