using System.Buffers;
using System.Globalization;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>Checks that all datasets make before they read.</summary>
internal static class DatasetFolder
{
    private static readonly SearchValues<string> Suspicious =
        SearchValues.Create(["..", "\\", "\0", ":"], StringComparison.Ordinal);

    public static void RequireRoot(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new DatasetException(root, "the folder for datasets does not exist; create it or name another.");
        }
    }

    public static void Require(string root, string datasetName)
    {
        if (!Directory.Exists(root))
        {
            throw new DatasetException(
                root, $"the folder of {datasetName} does not exist; put the dataset there or name another root.");
        }
    }

    public static void RequireSplit(string root, string split, params ReadOnlySpan<string> known)
    {
        if (!known.Contains(split))
        {
            throw new DatasetException(
                root,
                $"unknown split '{MessageText.Quote(split)}'; known splits: {string.Join(", ", known.ToArray())}.");
        }
    }

    /// <summary>Refuses a name from a list that leads out of the dataset's folder.</summary>
    /// <param name="folder">The folder, as a full path.</param>
    /// <param name="name">A path below it, as a list gives it.</param>
    /// <param name="listPath">The list.</param>
    /// <param name="line">Its line, from 1; null when the list has none.</param>
    public static void RequireInside(string folder, string name, string listPath, int? line)
    {
        // Lists have hundreds of thousands of names; only those that could lead out are worth resolving.
        if (name.Length > 0 && !Path.IsPathRooted(name) && name.AsSpan().IndexOfAny(Suspicious) < 0)
        {
            return;
        }

        var isInside = name.Length > 0
            && !name.Contains('\0', StringComparison.Ordinal)
            && !StartsWithDrive(name)
            && Path.GetFullPath(Path.Combine(folder, FilePaths.Normalize(name)))
                .StartsWith(folder.TrimEnd('/', '\\') + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (!isInside)
        {
            throw new DatasetException(
                listPath,
                $"expected the path of an image below {MessageText.Place(folder)}, '{MessageText.Quote(name)}' leads "
                + "elsewhere; correct the list.",
                line);
        }
    }

    public static int ParseInteger(string text, string what, string path, int? line) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new DatasetException(
                path,
                $"expected {what} as a whole number, got '{MessageText.Quote(text)}'; "
                + $"correct {(line is null ? "it" : "the line")}.",
                line);

    public static double ParseNumber(string text, string what, string path, int line) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new DatasetException(
                path, $"expected {what} as a number, got '{MessageText.Quote(text)}'; correct the line.", line);

    // Of Windows; on other systems it looks like the name of a folder.
    private static bool StartsWithDrive(string name) =>
        name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]);
}
