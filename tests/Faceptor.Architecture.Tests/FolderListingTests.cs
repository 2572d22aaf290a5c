using System.Text.RegularExpressions;

namespace Faceptor.Architecture.Tests;

/// <summary>Readers of datasets list folders in one place, which passes over what is nobody's data.</summary>
public sealed partial class FolderListingTests
{
    private static readonly string Source = Path.Combine(RepositoryPaths.Root, "src", "Faceptor.Data");

    [Fact]
    public void Folders_of_datasets_are_listed_in_one_place()
    {
        var places = FilesWith(Listing());

        Assert.Equal([Path.Combine("Formats", "FolderContent.cs")], places);
    }

    [Fact]
    public void Text_of_datasets_is_read_line_by_line_within_bounds()
    {
        Assert.Empty(FilesWith(WholeText()));
    }

    private static string[] FilesWith(Regex pattern) =>
    [
        .. Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(file => pattern.IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Source, file))
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(
        @"\bDirectory\s*\.\s*(Enumerate|Get)(Files|Directories|FileSystemEntries)\b|\bDirectoryInfo\b|\bFileSystemEnum")]
    private static partial Regex Listing();

    [GeneratedRegex(@"\bReadAll(Text|Lines)\b|\bFile\s*\.\s*ReadLines\b|\.\s*ReadToEnd|\.\s*ReadLine\(")]
    private static partial Regex WholeText();
}
