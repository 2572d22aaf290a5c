using System.Runtime.InteropServices;

namespace Faceptor.Experiments.Gpu;

/// <summary>The few calls of NVIDIA's library of collective operations that show whether it works in this process.</summary>
internal static class Nccl
{
    /// <summary>The library's name on Linux.</summary>
    public const string LibraryName = "libnccl.so.2";

    private const int Float32 = 7;
    private const int Sum = 0;

    private delegate int GetVersion(out int version);

    private delegate int GetUniqueId(out UniqueId id);

    private delegate int InitRank(out IntPtr communicator, int numRanks, UniqueId id, int rank);

    private delegate int AllReduce(
        IntPtr source, IntPtr target, nuint count, int type, int operation, IntPtr communicator, IntPtr stream);

    private delegate int Destroy(IntPtr communicator);

    private delegate IntPtr ErrorText(int code);

    /// <summary>
    /// Makes a communicator of one rank, sums float32 numbers on the device in place over it, on the default stream, and
    /// takes it down.
    /// </summary>
    /// <param name="data">Address of the numbers on the device.</param>
    /// <param name="count">How many.</param>
    /// <param name="synchronize">Waits for the device.</param>
    /// <returns>The library's version, as 22809 for 2.28.9.</returns>
    /// <exception cref="InvalidOperationException">A call failed; the message says which and why.</exception>
    public static int SumOverOneRank(IntPtr data, long count, Action synchronize)
    {
        var library = NativeLibrary.Load(LibraryName);
        Require(library, nameof(GetVersion), Find<GetVersion>(library)(out var version));
        Require(library, nameof(GetUniqueId), Find<GetUniqueId>(library)(out var id));
        Require(
            library,
            nameof(InitRank),
            Find<InitRank>(library, "ncclCommInitRank")(out var communicator, 1, id, 0));
        Require(
            library,
            nameof(AllReduce),
            Find<AllReduce>(library)(data, data, (nuint)count, Float32, Sum, communicator, IntPtr.Zero));
        synchronize();
        Require(library, nameof(Destroy), Find<Destroy>(library, "ncclCommDestroy")(communicator));
        return version;
    }

    private static T Find<T>(IntPtr library, string? name = null)
        where T : Delegate =>
        Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name ?? $"nccl{typeof(T).Name}"));

    private static void Require(IntPtr library, string call, int code)
    {
        if (code != 0)
        {
            var text = Find<ErrorText>(library, "ncclGetErrorString")(code);
            throw new InvalidOperationException($"nccl {call}: {code}, {Marshal.PtrToStringAnsi(text)}");
        }
    }

    // 128 bytes that the library makes and takes by value.
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct UniqueId
    {
        public byte First;
    }
}
