namespace Faceptor.Training.Files;

/// <summary>Files that are either complete or not there: written under another name, then moved into place.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file and then gives it its name, replacing an older one.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="write">Writes to the path it is given.</param>
    public static void Replace(string path, Action<string> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var unfinished = full + ".unfinished";
        try
        {
            write(unfinished);
            File.Move(unfinished, full, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
