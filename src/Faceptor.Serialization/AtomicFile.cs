namespace Faceptor.Serialization;

/// <summary>Writes files so that a reader sees the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes through a temporary neighbour that takes the final name only when everything is on disk.
    /// </summary>
    /// <param name="path">The final name; its folder is created.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">
    /// The disk is full or the folder cannot be written; nothing is left under the final name.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var fullPath = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(fullPath)!);
        var temporary = $"{fullPath}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, fullPath, overwrite: true);
        }
        catch (Exception error)
        {
            File.Delete(temporary);
            if (error is ArgumentOutOfRangeException { ParamName: "value" or null })
            {
                // What .NET makes of the system's "file too large": FAT32 above 4 GB, or a limit of the process.
                throw new IOException($"the file is too large for the file system or a quota: {fullPath}", error);
            }

            throw;
        }
    }

    /// <summary>Writes text, UTF-8 without byte order mark, in the same way.</summary>
    /// <param name="path">The final name; its folder is created.</param>
    /// <param name="text">The content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
