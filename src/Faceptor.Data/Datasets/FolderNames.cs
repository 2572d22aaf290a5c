using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>Files of a folder, for sets that have no lists.</summary>
internal static class FolderNames
{
    /// <summary>The files of a folder with an ending in any case, by ordinal order of their names.</summary>
    /// <param name="root">The dataset's folder.</param>
    /// <param name="folder">A folder below it, with <c>/</c> between the parts.</param>
    /// <param name="ending">
    /// The ending with its point; other files are passed over. Of files whose names differ in the ending's capitals
    /// alone, the one that is spelt like this counts.
    /// </param>
    /// <returns>Paths below the dataset's folder, with <c>/</c> between the parts.</returns>
    /// <exception cref="DatasetException">The folder does not exist or cannot be listed.</exception>
    public static IEnumerable<string> Find(string root, string folder, string ending)
    {
        var path = Path.Combine(root, folder);
        if (!Directory.Exists(path))
        {
            throw new DatasetException(
                path, "the folder does not exist; extract the whole dataset there or name another layout.");
        }

        return FolderContent.Files(path)
            .Where(name => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            .GroupBy(name => name[..^ending.Length], StringComparer.Ordinal)
            .Select(names => names
                .OrderByDescending(name => name.EndsWith(ending, StringComparison.Ordinal))
                .ThenBy(name => name, StringComparer.Ordinal)
                .First())
            .Select(name => $"{folder}/{name}")
            .Order(StringComparer.Ordinal);
    }
}
