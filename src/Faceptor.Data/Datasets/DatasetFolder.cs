using System.Globalization;
using Faceptor.Core.Errors;

namespace Faceptor.Data.Datasets;

/// <summary>Checks that all datasets make before they read.</summary>
internal static class DatasetFolder
{
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
                root, $"unknown split '{split}'; known splits: {string.Join(", ", known.ToArray())}.");
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
        if (name.Length > 0 && !Path.IsPathRooted(name) && !name.Contains("..", StringComparison.Ordinal)
            && !name.Contains('\\', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal))
        {
            return;
        }

        var isInside = name.Length > 0
            && !name.Contains('\0', StringComparison.Ordinal)
            && Path.GetFullPath(Path.Combine(folder, name.Replace('\\', '/')))
                .StartsWith(folder.TrimEnd('/', '\\') + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (!isInside)
        {
            throw new DatasetException(
                listPath,
                $"expected the path of a picture below {folder}, '{name}' leads elsewhere; correct the list.",
                line);
        }
    }

    public static int ParseInteger(string text, string what, string path, int? line) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new DatasetException(
                path,
                $"expected {what} as a whole number, '{text}' came; correct {(line is null ? "it" : "the line")}.",
                line);

    public static double ParseNumber(string text, string what, string path, int line) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new DatasetException(
                path, $"expected {what} as a number, '{text}' came; correct the line.", line);
}
