using System.Runtime.InteropServices;

namespace Faceptor.Distributed.Nccl;

/// <summary>Finds NVIDIA's library of collective operations, which TorchSharp's packages do not bring under its name.</summary>
internal static class NcclLibrary
{
    /// <summary>Names the library by its path, before any that is looked for.</summary>
    public const string PathVariable = "FACEPTOR_NCCL";

    private const string FileName = "libnccl.so.2";
    private const string Probe = "ncclCommInitRank";

    private static readonly Lazy<bool> Found = new(Find);

    /// <summary>Whether there is one; looked for once.</summary>
    /// <exception cref="DistributedException">The one that <see cref="PathVariable"/> names cannot be loaded.</exception>
    public static bool IsThere => Found.Value;

    /// <summary>What is missing and what to do, for messages.</summary>
    public static string Missing =>
        $"there is no {FileName} for them to talk over; install NVIDIA's libnccl2, let {PathVariable} name the library";

    private static bool Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path)
        {
            return NativeLibrary.TryLoad(path, out var chosen) && Take(chosen)
                ? true
                : throw new DistributedException(
                    $"the NCCL library {PathVariable}={MessageText.Place(path)} cannot be loaded; name one that is there, "
                    + "or unset the variable.");
        }

        // Builds of libtorch that hold NCCL inside export it.
        return (NativeLibrary.TryLoad(FileName, out var library) && Take(library))
            || (NativeFiles.TryGetLoaded("torch_cuda", out var torch) && Take(torch));
    }

    private static bool Take(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, Probe, out _))
        {
            return false;
        }

        NativeNames.Set(NativeNames.Nccl, library);
        return true;
    }
}
