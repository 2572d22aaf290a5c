using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Faceptor.Serialization;

/// <summary>
/// Makes a folder that of one process: a lock of the operating system, which releases it when the process dies, however
/// it dies. What a dead process leaves is a file without a meaning.
/// </summary>
/// <remarks>
/// The lock holds between processes and within one, and between machines where their shared file system knows locks.
/// The file says which process has it, for people and for the message of whoever comes second.
/// </remarks>
internal sealed class FolderLock : IDisposable
{
    /// <summary>Name of the file in the folder; it is there while the lock is held.</summary>
    public const string FileName = ".faceptor.lock";

    private const int MaxOwnerBytes = 1024;
    private const int MaxAttempts = 20;

    // EAGAIN of Linux and of BSD and macOS, and what Windows calls a sharing violation and a lock violation.
    private static readonly int[] HeldCodes = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    private readonly FileStream _file;
    private readonly string? _created;
    private int _isDisposed;

    private FolderLock(string folder, FileStream file, string? created)
    {
        Folder = folder;
        _file = file;
        _created = created;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Takes a folder.</summary>
    /// <param name="folder">The folder; created, and removed again with the lock when nothing came into it.</param>
    /// <exception cref="FolderInUseException">Another process has it, or this one for something else.</exception>
    /// <exception cref="FaceptorException">The folder cannot be written.</exception>
    public static FolderLock Take(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var full = Path.GetFullPath(folder);
        var created = FirstMissing(full);
        try
        {
            for (var attempt = 1; attempt <= MaxAttempts; attempt++)
            {
                try
                {
                    Directory.CreateDirectory(full);
                    if (TryTake(full) is { } file)
                    {
                        return new FolderLock(full, file, created);
                    }
                }
                catch (DirectoryNotFoundException) when (attempt < MaxAttempts)
                {
                    // Whoever had made it for nothing has just removed it again, and perhaps the folders around it.
                    created = FirstMissing(full);
                    Thread.Sleep(1);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FaceptorException(
                $"{MessageText.Place(full)}: the folder cannot be locked ({error.Message.TrimEnd('.')}); check "
                + "permissions and free space, or name another folder.",
                error);
        }

        throw new FolderInUseException(full, owner: null);
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // Where an open file can be removed it goes while it is held, so that nobody's lock is removed.
        if (!OperatingSystem.IsWindows())
        {
            Remove(_file.Name);
        }

        _file.Dispose();
        if (OperatingSystem.IsWindows())
        {
            Remove(_file.Name);
        }

        RemoveEmpty();
    }

    // Null when the file went away between its opening and its locking: another process has just ended.
    private static FileStream? TryTake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream file;
        try
        {
            file = new FileStream(
                path,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None,
                bufferSize: 0);
        }
        catch (IOException error) when (HeldCodes.Contains(error.HResult))
        {
            throw new FolderInUseException(folder, OwnerIn(ReadUnlocked(path)));
        }

        try
        {
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on host {Environment.MachineName}\n"
                + $"since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC\n{Guid.NewGuid():N}\n");
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
            if (ReadUnlocked(path) == text)
            {
                return file;
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    private static string? OwnerIn(string? text) =>
        text?.Split('\n')[0] is { } line && line.StartsWith("process ", StringComparison.Ordinal)
            ? MessageText.Quote(line)
            : null;

    // .NET asks for a lock with every file that it opens, also for reading.
    private static string? ReadUnlocked(string path)
    {
        try
        {
            using var handle = OperatingSystem.IsWindows()
                ? File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete)
                : new SafeFileHandle(Open(path, flags: 0), ownsHandle: true);
            if (handle.IsInvalid)
            {
                return null;
            }

            var bytes = new byte[MaxOwnerBytes];
            return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FirstMissing(string folder)
    {
        string? missing = null;
        for (var path = folder; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            missing = path;
        }

        return missing;
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The file says nothing once the lock is gone.
        }
    }

    private void RemoveEmpty()
    {
        try
        {
            for (var path = Folder; _created is not null; path = Path.GetDirectoryName(path)!)
            {
                Directory.Delete(path);
                if (path == _created)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Something is in it: the work has begun.
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
