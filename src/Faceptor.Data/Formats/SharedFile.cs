using Microsoft.Win32.SafeHandles;

namespace Faceptor.Data.Formats;

/// <summary>A file for reading at any place, whose handle all readers of the same file share.</summary>
/// <remarks>
/// Our choice: handles are shared by path, because a training run opens one record file several times and a process
/// may have few handles (often 1,024). Opening the file for each read would need none, but costs a network file
/// system more than the read itself. So it is done only beyond <see cref="MaxHandles"/> different files.
/// </remarks>
internal sealed class SharedFile : IDisposable
{
    /// <summary>Files whose handles stay open, at most.</summary>
    public const int MaxHandles = 64;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<Key, SharedFile> Files = [];
    private static int _numHandles;

    private readonly Key _key;
    private readonly SafeFileHandle? _handle;
    private int _numUsers = 1;

    private SharedFile(Key key, SafeFileHandle? handle)
    {
        _key = key;
        _handle = handle;
    }

    /// <summary>The file's length when it was opened.</summary>
    public long Length => _key.Length;

    /// <summary>Opens a file; each call is answered by one <see cref="Dispose"/>.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SharedFile Open(string path)
    {
        // Length and time tell a file from its successor under the same name. Of a link those of its target count.
        PlainFile.Require(path);
        var info = new FileInfo(path);
        info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        var key = new Key(info.FullName, info.Length, info.LastWriteTimeUtc);
        lock (Gate)
        {
            if (Files.TryGetValue(key, out var known))
            {
                known._numUsers++;
                return known;
            }

            var handle = OpenHandle(info.FullName);
            if (_numHandles < MaxHandles)
            {
                _numHandles++;
            }
            else
            {
                handle.Dispose();
                handle = null;
            }

            return Files[key] = new SharedFile(key, handle);
        }
    }

    /// <summary>A handle to read with, to be given back by disposing the result.</summary>
    public Access Borrow() => _handle is null ? new(OpenHandle(_key.Path), true) : new(_handle, false);

    /// <summary>Gives the file back; the last user closes it.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            _numUsers--;
            if (_numUsers > 0 || !Files.Remove(_key) || _handle is null)
            {
                return;
            }

            _numHandles--;
            _handle.Dispose();
        }
    }

    private static SafeFileHandle OpenHandle(string path) =>
        PlainFile.OpenHandle(path, FileOptions.RandomAccess);

    /// <summary>A borrowed handle.</summary>
    public readonly ref struct Access(SafeFileHandle handle, bool isOwn)
    {
        /// <summary>The handle; not disposed by the borrower.</summary>
        public SafeFileHandle Handle { get; } = handle;

        /// <summary>Gives the handle back.</summary>
        public void Dispose()
        {
            if (isOwn)
            {
                Handle.Dispose();
            }
        }
    }

    private readonly record struct Key(string Path, long Length, DateTime WrittenUtc);
}
