using System.Runtime.InteropServices;
using Faceptor.Core.Errors;

namespace Faceptor.Core.Serialization;

/// <summary>Opens files of tensors, which are read from any place, and names what is no such file.</summary>
internal static class PlainFile
{
    private const int FromHere = 1;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="CheckpointException">
    /// It is missing or may not be read, or it is a folder, a pipe or a device; the message says which and what to do.
    /// </exception>
    public static FileStream Open(string path, int bufferSize = 4096)
    {
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, FolderInPlaceOfFile.Problem(path));
        }

        if (IsPipe(path))
        {
            throw new CheckpointException(
                path,
                "expected a file, got a pipe or a terminal, which cannot be read from any place in it; "
                + "write its content to a file first and name that.");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>A file that the system does not let read.</summary>
    public static CheckpointException Unreadable(string path, Exception cause) => new(
        path,
        cause is FileNotFoundException or DirectoryNotFoundException
            ? "the weight file cannot be read: there is none of this name; check the path."
            : $"the weight file cannot be read ({cause.Message}); check the path and its permissions.",
        cause);

    // Asked without waiting for somebody to write into it, which .NET's own opening would do.
    private static bool IsPipe(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        var handle = OpenFile(path, OperatingSystem.IsMacOS() ? 0x4 : 0x800);
        if (handle < 0)
        {
            return false; // opening it in earnest will tell why
        }

        var isPipe = Seek(handle, 0, FromHere) < 0;
        _ = Close(handle);
        return isPipe;
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "lseek")]
    private static extern long Seek(int handle, long offset, int origin);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int handle);
}
