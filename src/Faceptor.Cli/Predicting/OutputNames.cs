using System.Collections.Immutable;

namespace Faceptor.Cli.Predicting;

/// <summary>
/// Names of results below the output folder: a file's own name, or its path below the folder or pattern that it came
/// from. Where two would be the same, all keep their path below the folder that holds all of them, and files that
/// differ in their ending only keep that too.
/// </summary>
internal static class OutputNames
{
    /// <summary>Names results.</summary>
    /// <param name="files">Full path, name, and the name that results would like to have.</param>
    /// <exception cref="OptionsException">Two files have results of one name all the same.</exception>
    public static ImmutableArray<PredictInput> Choose(IReadOnlyList<(string Path, string Name, string Stem)> files)
    {
        string[] names = [.. files.Select(file => file.Stem)];
        if (FindTwins(names).Count > 0)
        {
            var root = CommonFolder([.. files.Select(file => Path.GetDirectoryName(file.Path)!)]);
            names = [.. files.Select(file => Path.ChangeExtension(Path.GetRelativePath(root, file.Path), null))];
            var twins = FindTwins(names);
            names = [.. names.Zip(files, (name, file) => twins.Contains(name) ? name + Path.GetExtension(file.Path) : name)];
        }

        if (FindTwins(names).FirstOrDefault() is { } twin)
        {
            var both = files.Zip(names).Where(pair => Compares.Equals(pair.Second, twin)).Select(pair => pair.First.Name);
            throw new OptionsException(
                "INPUT", $"{string.Join(" and ", both)} would both write {twin}.json; predict them into two folders.");
        }

        return [.. files.Zip(names, (file, name) => new PredictInput(file.Path, file.Name, name))];
    }

    // As file systems of Windows and macOS compare.
    private static StringComparer Compares => StringComparer.OrdinalIgnoreCase;

    private static HashSet<string> FindTwins(string[] names) =>
        names.GroupBy(name => name, Compares).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(Compares);

    private static string CommonFolder(string[] folders)
    {
        var common = folders[0];
        while (!folders.All(folder => IsIn(folder, common)))
        {
            common = Path.GetDirectoryName(common)
                ?? throw new OptionsException("INPUT", "files of equal names lie on several drives; predict them one by one.");
        }

        return common;
    }

    private static bool IsIn(string folder, string parent) =>
        folder == parent
        || folder.StartsWith(
            Path.EndsInDirectorySeparator(parent) ? parent : parent + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
