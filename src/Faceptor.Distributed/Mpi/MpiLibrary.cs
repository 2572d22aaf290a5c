using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Faceptor.Distributed.Launching;

namespace Faceptor.Distributed.Mpi;

/// <summary>The MPI library of this process: Open MPI's, or one of MPICH's family.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class MpiLibrary
{
    /// <summary>Names a library by its path, before any that is looked for.</summary>
    public const string PathVariable = "FACEPTOR_MPI";

    private const int LazyGlobal = 0x101;
    private const int MaxText = 8192;

    private static readonly string[] OpenMpiFiles = ["libmpi.so.40"];
    private static readonly string[] MpichFiles = ["libmpich.so.12", "libmpi.so.12"];

    private MpiLibrary(nint library, string path)
    {
        IsOpenMpi = NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out var world);
        if (!IsOpenMpi && !NativeLibrary.TryGetExport(library, "MPI_Init_thread", out _))
        {
            throw new DistributedException(
                $"{MessageText.Place(path)} is no MPI library; let {PathVariable} name one, or unset it.");
        }

        // Objects of Open MPI; constants of the ABI that MPICH's family shares.
        (World, Byte, ErrorsReturn, NoInfo) = IsOpenMpi
            ? (world, Export("ompi_mpi_byte"), Export("ompi_mpi_errors_return"), Export("ompi_mpi_info_null"))
            : (0x44000000, 0x4c00010d, 0x54000001, 0x1c000000);
        (NoStatus, SharedMemory) = IsOpenMpi ? (0, 0) : (1, 1);
        NativeNames.Set(NativeNames.Mpi, library);

        nint Export(string name) => NativeLibrary.GetExport(library, name);
    }

    /// <summary>Whether it is Open MPI's.</summary>
    public bool IsOpenMpi { get; }

    /// <summary>MPI_COMM_WORLD.</summary>
    public nint World { get; }

    /// <summary>MPI_BYTE.</summary>
    public nint Byte { get; }

    /// <summary>MPI_ERRORS_RETURN.</summary>
    public nint ErrorsReturn { get; }

    /// <summary>MPI_INFO_NULL.</summary>
    public nint NoInfo { get; }

    /// <summary>MPI_STATUS_IGNORE.</summary>
    public nint NoStatus { get; }

    /// <summary>MPI_COMM_TYPE_SHARED.</summary>
    public int SharedMemory { get; }

    /// <summary>The library and its version, as it says itself.</summary>
    public static string Version
    {
        get
        {
            var text = stackalloc byte[MaxText];
            if (MpiCalls.LibraryVersion(text, out var length) != 0)
            {
                return "MPI";
            }

            var said = Encoding.UTF8.GetString(text, length).Trim('\0', ' ', '\n').Split('\n', ',')[0];
            var words = said.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            return string.Join(' ', words.Where(word => word != "Version:"));
        }
    }

    /// <summary>What an error code means.</summary>
    public static string Describe(int code)
    {
        var text = stackalloc byte[MaxText];
        return MpiCalls.ErrorString(code, text, out var length) == 0
            ? MessageText.Quote(Encoding.UTF8.GetString(text, length))
            : $"error {code}";
    }

    /// <summary>Loads the library that fits a launcher.</summary>
    /// <exception cref="DistributedException">There is none; the message says what to install.</exception>
    public static MpiLibrary Load(Launched launch)
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path)
        {
            return Open(path) is not 0 and var chosen
                ? new MpiLibrary(chosen, path)
                : throw new DistributedException(
                    $"the MPI library {PathVariable}={MessageText.Place(path)} cannot be loaded; "
                    + "name one that is there, or unset the variable.");
        }

        string[] files = launch.Kind switch
        {
            LauncherKind.OpenMpi => OpenMpiFiles,
            LauncherKind.Mpich => MpichFiles,
            _ => [.. OpenMpiFiles, .. MpichFiles],
        };
        foreach (var file in files)
        {
            if (Open(file) is not 0 and var library)
            {
                return new MpiLibrary(library, file);
            }
        }

        throw new DistributedException(
            $"{launch.Launcher} started {launch.NumRanks} processes, but there is no {string.Join(" or ", files)} for them to "
            + $"talk over; 'apt-get install {(launch.Kind == LauncherKind.Mpich ? "mpich" : "openmpi-bin")}' brings it, "
            + $"or let {PathVariable} name it.");
    }

    // The plugins of Open MPI look for its symbols among the global ones.
    private static nint Open(string file)
    {
        var system = NativeLibrary.Load("libc.so.6");
        if (!NativeLibrary.TryGetExport(system, "dlopen", out var open))
        {
            // Before glibc 2.34.
            open = NativeLibrary.GetExport(NativeLibrary.Load("libdl.so.2"), "dlopen");
        }

        var name = Marshal.StringToCoTaskMemUTF8(file);
        try
        {
            return ((delegate* unmanaged<nint, int, nint>)open)(name, LazyGlobal);
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }
}
