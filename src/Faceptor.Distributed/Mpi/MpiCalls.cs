using System.Runtime.InteropServices;

namespace Faceptor.Distributed.Mpi;

/// <summary>The functions of MPI that are used, the same for all libraries.</summary>
/// <remarks>
/// Handles travel as addresses: Open MPI's are such, those of MPICH's family are numbers of 32 bits, which lie in the
/// lower half. A request is waited for by itself, since arrays of requests have other sizes in the two.
/// </remarks>
internal static unsafe partial class MpiCalls
{
    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Initialized")]
    public static partial int Initialized(out int flag);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Init_thread")]
    public static partial int InitThread(nint numArguments, nint arguments, int required, out int provided);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Finalize")]
    public static partial int FinalizeAll();

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Abort")]
    public static partial int Abort(nint communicator, int code);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Comm_rank")]
    public static partial int CommRank(nint communicator, out int rank);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Comm_size")]
    public static partial int CommSize(nint communicator, out int size);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Comm_set_errhandler")]
    public static partial int CommSetErrorHandler(nint communicator, nint handler);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Comm_split_type")]
    public static partial int CommSplitType(nint communicator, int type, int key, nint info, out nint part);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Isend")]
    public static partial int BeginSend(
        nint source, int count, nint type, int to, int tag, nint communicator, out nint request);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Irecv")]
    public static partial int BeginReceive(
        nint target, int count, nint type, int from, int tag, nint communicator, out nint request);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Test")]
    public static partial int Test(ref nint request, out int isDone, nint status);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Error_string")]
    public static partial int ErrorString(int code, byte* text, out int length);

    [LibraryImport(NativeNames.Mpi, EntryPoint = "MPI_Get_library_version")]
    public static partial int LibraryVersion(byte* text, out int length);
}
