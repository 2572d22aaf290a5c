namespace Faceptor.Training.Checkpoints;

/// <summary>Where a path leads when all links on the way are followed.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>Follows the links in a path; what does not exist, or may not be looked at, is taken as it stands.</summary>
    public static string Of(string path) => Of(path, depth: 0);

    /// <summary>Whether a path is another one or lies below it; both without links.</summary>
    /// <remarks>Letters' cases are not told apart: a file system may not do so either.</remarks>
    public static bool IsInside(string path, string folder) =>
        path.Equals(folder, StringComparison.OrdinalIgnoreCase)
        || path.StartsWith(
            Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);

    private static string Of(string path, int depth)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var root = Path.GetPathRoot(full) ?? string.Empty;
        var real = root;
        foreach (var name in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            if (depth < MaxLinks && TargetOf(real) is { } target)
            {
                real = Of(Path.Combine(Path.GetDirectoryName(real)!, target), depth + 1);
            }
        }

        return real;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
