using System.Reflection;
using System.Runtime.InteropServices;

namespace Faceptor.Distributed;

/// <summary>Names under which native libraries are called here, and what each of them stands for in this process.</summary>
internal static class NativeNames
{
    /// <summary>The MPI library that <c>MpiLibrary</c> has found.</summary>
    public const string Mpi = "faceptor-mpi";

    /// <summary>The NCCL library that <c>NcclLibrary</c> has found.</summary>
    public const string Nccl = "faceptor-nccl";

    /// <summary>TorchSharp's native library, wherever it was loaded from.</summary>
    public const string TorchBinding = "LibTorchSharp";

    private static readonly Dictionary<string, nint> Handles = [];

    static NativeNames() => NativeLibrary.SetDllImportResolver(typeof(NativeNames).Assembly, Resolve);

    /// <summary>Says what a name stands for, before anything of it is called.</summary>
    public static void Set(string name, nint library)
    {
        lock (Handles)
        {
            Handles[name] = library;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        lock (Handles)
        {
            return Handles.GetValueOrDefault(name);
        }
    }
}
