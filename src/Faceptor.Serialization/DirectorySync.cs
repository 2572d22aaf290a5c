using System.Runtime.InteropServices;

namespace Faceptor.Serialization;

/// <summary>
/// Brings a folder's entries to disk, so that a rename outlives a power failure. .NET flushes files only.
/// </summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Waits until the folder's list of names is on disk. Does nothing where the system offers no such call (Windows),
    /// or where the file system refuses it: it makes a rename last, it does not make one whole.
    /// </summary>
    /// <param name="folder">The folder.</param>
    public static void Flush(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(folder, ReadOnly);
        if (handle >= 0)
        {
            _ = Synchronize(handle);
            _ = Close(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Synchronize(int handle);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int handle);
}
