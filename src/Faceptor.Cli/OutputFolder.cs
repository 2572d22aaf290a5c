namespace Faceptor.Cli;

/// <summary>The folder that <c>--out</c> names, looked at before the work rather than after it.</summary>
internal static class OutputFolder
{
    /// <summary>Refuses a folder that cannot be written; makes nothing.</summary>
    /// <param name="path">The folder; it need not exist.</param>
    /// <exception cref="OptionsException">A file has its name, or it cannot be written.</exception>
    public static void RequireWritable(string path)
    {
        var existing = Path.GetFullPath(path);
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing))
            {
                throw new OptionsException("--out", $"expected a folder, {existing} is a file; name another.");
            }

            existing = Path.GetDirectoryName(existing)
                ?? throw new OptionsException("--out", $"expected a folder, {path} is on no drive; name another.");
        }

        try
        {
            var probe = Path.Combine(existing, $".faceptor-{Guid.NewGuid():N}.part");
            using var stream = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            stream.WriteByte(0);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException(
                "--out",
                $"{path} cannot be written ({error.Message.TrimEnd('.')}); "
                + "check permissions and free space, or name another folder.");
        }
    }
}
