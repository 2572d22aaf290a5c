namespace Faceptor.Docs.Tests;

/// <summary>The documents of the repository.</summary>
internal static class Documents
{
    /// <summary>All of them, as paths from its root: those at the root, and below docs, packaging and samples.</summary>
    public static IEnumerable<string> All { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryPaths.Root, "*.md")
            .Concat(new[] { "docs", "packaging", "samples" }.SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(RepositoryPaths.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string document) => File.ReadAllText(Path.Combine(RepositoryPaths.Root, document));
}
