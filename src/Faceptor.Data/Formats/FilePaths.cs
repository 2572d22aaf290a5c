namespace Faceptor.Data.Formats;

/// <summary>From paths as lists and annotations spell them to the files that they mean.</summary>
internal static class FilePaths
{
    // Longer endings are none of pictures, labels or points, and would have too many spellings to try.
    private const int MaxEndingLetters = 5;

    /// <summary>A path of a list with <c>/</c> between its parts, whichever system wrote it.</summary>
    public static string Normalize(string name) => name.Replace('\\', '/');

    /// <summary>The name behind the last separator of a path of a list, whichever system wrote it.</summary>
    public static string NameOf(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    /// <summary>
    /// The file that a path means: the one that is spelt so or, when there is none, one whose ending differs in
    /// capitals alone (<c>a.JPG</c> for <c>a.jpg</c>).
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
        foreach (var spelling in Spellings(ending))
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

    // Small letters, then capitals, then mixtures.
    private static IEnumerable<string> Spellings(string ending)
    {
        var small = ending.ToLowerInvariant();
        var capital = ending.ToUpperInvariant();
        yield return small;
        yield return capital;
        var letters = Enumerable.Range(0, ending.Length).Where(place => small[place] != capital[place]).ToArray();
        for (var mixture = 1; mixture < (1 << letters.Length) - 1; mixture++)
        {
            var spelling = small.ToCharArray();
            for (var i = 0; i < letters.Length; i++)
            {
                if ((mixture & (1 << i)) != 0)
                {
                    spelling[letters[i]] = capital[letters[i]];
                }
            }

            yield return new string(spelling);
        }
    }
}
