namespace Faceptor.Data.Formats;

/// <summary>From paths as lists and annotations spell them to the files that they mean.</summary>
internal static class FilePaths
{
    // Longer endings are none of images, labels or points.
    private const int MaxEndingLetters = 5;

    /// <summary>A path of a list with <c>/</c> between its parts, whichever system wrote it.</summary>
    public static string Normalize(string name) => name.Replace('\\', '/');

    /// <summary>The name behind the last separator of a path of a list, whichever system wrote it.</summary>
    public static string NameOf(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    /// <summary>
    /// The file that a path means: the one that is spelt so or, when there is none, one whose ending is in
    /// small letters or in capitals (<c>a.JPG</c> for <c>a.jpg</c>).
    /// </summary>
    /// <returns>The path itself when there is neither.</returns>
    public static string Resolve(string path) => TryResolve(path, out var file) ? file : path;

    /// <summary>Finds the file that a path means; see <see cref="Resolve"/>.</summary>
    public static bool TryResolve(string path, out string file)
    {
        file = path;
        if (File.Exists(path))
        {
            return true;
        }

        var ending = Path.GetExtension(path);
        if (ending.Length < 2 || ending.Length > MaxEndingLetters + 1)
        {
            return false;
        }

        var stem = path[..^ending.Length];
        foreach (var spelling in (string[])[ending.ToLowerInvariant(), ending.ToUpperInvariant()])
        {
            file = stem + spelling;
            if (spelling != ending && File.Exists(file))
            {
                return true;
            }
        }

        file = path;
        return false;
    }
}
