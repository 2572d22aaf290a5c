using System.Runtime.InteropServices;

namespace Faceptor.Distributed.Nccl;

/// <summary>The functions of NCCL that are used.</summary>
internal static unsafe partial class NcclCalls
{
    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclGetVersion")]
    public static partial int GetVersion(out int version);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclGetUniqueId")]
    public static partial int GetUniqueId(UniqueId* id);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclCommInitRank")]
    public static partial int InitRank(out nint communicator, int numRanks, UniqueId id, int rank);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclAllReduce")]
    public static partial int AllReduce(
        nint source, nint target, nuint count, int type, int operation, nint communicator, nint stream);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclBroadcast")]
    public static partial int Broadcast(
        nint source, nint target, nuint count, int type, int root, nint communicator, nint stream);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclAllGather")]
    public static partial int AllGather(
        nint source, nint target, nuint count, int type, nint communicator, nint stream);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclReduceScatter")]
    public static partial int ReduceScatter(
        nint source, nint target, nuint count, int type, int operation, nint communicator, nint stream);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclCommGetAsyncError")]
    public static partial int GetAsyncError(nint communicator, out int error);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclCommDestroy")]
    public static partial int Destroy(nint communicator);

    [LibraryImport(NativeNames.Nccl, EntryPoint = "ncclGetErrorString")]
    public static partial nint ErrorString(int code);

    /// <summary>How ranks find each other: 128 bytes that the library makes and takes by value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct UniqueId
    {
        public const int NumBytes = 128;

        public fixed byte Bytes[NumBytes];
    }
}
