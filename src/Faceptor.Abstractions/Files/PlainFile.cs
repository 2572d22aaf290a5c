using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Faceptor;

/// <summary>
/// Opens files for reading, and refuses what is none before anything waits for it: folders, pipes, terminals, devices.
/// </summary>
/// <remarks>
/// The system's own opening waits for ever for a pipe into which nobody writes, and a device may have no end. Callers
/// turn the <see cref="IOException"/> into the exception of their kind of file.
/// </remarks>
internal static class PlainFile
{
    private const int FromHere = 1;
    private const int FromEnd = 2;

    /// <summary>Refuses what is no plain file.</summary>
    /// <param name="path">A file; whether there is one its opening will say.</param>
    /// <exception cref="IOException">It is a folder, a pipe, a terminal or a device.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("expected a file, got a folder");
        }

        if (!IsPlain(path))
        {
            throw new IOException(NotPlain);
        }
    }

    /// <summary>Bytes of a file; of a link those of the file that it leads to.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null when there is no file, also at the end of a link.</returns>
    public static long? LengthOf(string path)
    {
        var info = new FileInfo(path);
        info = info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        return info is { Exists: true, LinkTarget: null } ? info.Length : null;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <param name="bufferSize">Bytes that are read in advance; 0 for none.</param>
    /// <exception cref="IOException">It is missing or cannot be read, or is no plain file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenRead(string path, FileShare share = FileShare.Read, int bufferSize = 4096)
    {
        Require(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, share, bufferSize);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw new IOException(NotPlain);
    }

    /// <summary>Opens a file for reading at any place; others may read and write it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the system should know of the reading.</param>
    /// <exception cref="IOException">It is missing or cannot be read, or is no plain file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle OpenHandle(string path, FileOptions options = FileOptions.None)
    {
        Require(path);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, options);
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Length that is not read any more.</param>
    /// <exception cref="IOException">It is missing or cannot be read, is no plain file, or is longer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, long maxBytes = int.MaxValue)
    {
        using var stream = OpenRead(path, FileShare.ReadWrite, bufferSize: 0);
        if (stream.Length > Math.Min(maxBytes, Array.MaxLength))
        {
            throw new IOException($"expected a file of {maxBytes} bytes at most, got {stream.Length}");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads a whole file as text in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Length that is not read any more.</param>
    /// <exception cref="IOException">It is missing or cannot be read, is no plain file, or is longer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path, long maxBytes = int.MaxValue)
    {
        using var reader = new StreamReader(new MemoryStream(ReadBytes(path, maxBytes)), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Opens what may also be a pipe, such as a shell's <c>&lt;(...)</c>, for reading in order.</summary>
    /// <param name="path">A file or a pipe.</param>
    /// <param name="patience">How long somebody may take to open a named pipe for writing.</param>
    /// <exception cref="IOException">It is missing or cannot be read, or nobody writes into it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenReadOrPipe(string path, TimeSpan patience)
    {
        // Looking whether it is a pipe would be taken by its writer for a reader that has gone again.
        var opening = Task.Factory.StartNew(
            () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return Task.WaitAny([opening], patience) == 0
            ? opening.GetAwaiter().GetResult()
            : throw new IOException("it is a pipe into which nobody writes");
    }

    /// <summary>What to say of a path that is a pipe, a terminal or a device.</summary>
    internal static string NotPlain =>
        "expected a file, got a pipe, a terminal or a device, which cannot be read from any place in it; write its "
        + "content to a file first and name that";

    // Whatever has a length is a file, so that most files need not be opened twice. A link has a length of its own.
    internal static bool IsPlain(string path) =>
        OperatingSystem.IsWindows()
        || (new FileInfo(path) is { Exists: true, Length: > 0 } info
            && !info.Attributes.HasFlag(FileAttributes.ReparsePoint))
        || !IsPipeOrDevice(path);

    // Asked without waiting for somebody to write into it, which .NET's own opening would do.
    private static bool IsPipeOrDevice(string path)
    {
        var nonblocking = OperatingSystem.IsMacOS() ? 0x4 : 0x800;
        using var handle = new SafeFileHandle(OpenFile(path, nonblocking), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return false; // opening it in earnest will tell why
        }

        // A file without a length that something can be read from is a device, and may have no end.
        return Seek(handle, 0, FromHere) < 0
            || (Seek(handle, 0, FromEnd) <= 0 && Read(handle, out _, 1) > 0);
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "lseek")]
    private static extern long Seek(SafeFileHandle handle, long offset, int origin);

    [DllImport("libc", EntryPoint = "read")]
    private static extern nint Read(SafeFileHandle handle, out byte first, nint length);
}
