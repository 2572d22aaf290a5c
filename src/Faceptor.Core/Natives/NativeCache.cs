using System.Security.Cryptography;

namespace Faceptor.Core.Natives;

/// <summary>Files that are made from a native library once and used by every later process of the same user.</summary>
internal static class NativeCache
{
    /// <summary>
    /// The folder below the user's own cache; never a folder that others may write to, because what lies in it is run.
    /// </summary>
    private static string Folder
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            // As the XDG specification says, a relative path counts as none.
            if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
            {
                var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
                cache = home.Length > 0 ? Path.Combine(home, ".cache") : throw new IOException("the user has no home");
            }

            return Path.Combine(cache, "faceptor", "natives");
        }
    }

    /// <summary>Stores a file once.</summary>
    /// <param name="fileName">Its name.</param>
    /// <param name="contents">Its contents; their hash is the name of its folder, so that versions live side by side.</param>
    /// <returns>The full path of a file with exactly these contents.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static string Store(string fileName, ReadOnlySpan<byte> contents)
    {
        var folder = Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(contents))[..16]);
        var path = Path.Combine(folder, fileName);
        MakeOwn(folder);
        if (File.Exists(path) && contents.SequenceEqual(File.ReadAllBytes(path)))
        {
            return path;
        }

        // Several may begin at once: each writes its own file, and whoever is last replaces equal contents.
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(contents);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }

        return path;
    }

    // What lies here is run, so nobody else may put anything there; only a folder's owner can say so.
    private static void MakeOwn(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            for (var own = folder; own.Length >= Folder.Length; own = Path.GetDirectoryName(own)!)
            {
                File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }
}
