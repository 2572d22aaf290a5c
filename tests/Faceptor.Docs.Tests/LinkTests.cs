using System.Text.RegularExpressions;

namespace Faceptor.Docs.Tests;

/// <summary>Links between documents lead somewhere, and every page can be found.</summary>
public sealed partial class LinkTests
{
    private const int MaxReadmeLines = 200;
    private const int MaxPictureBytes = 300_000; // What a page of text may cost its reader.

    public static TheoryData<string> Pages => [.. Documents.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files(string document)
    {
        var missing = Links(document).Where(link => !Path.Exists(link.Target)).Select(link => link.Text);

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_page_is_linked_from_the_readme_or_the_index()
    {
        var linked = new[] { "README.md", "docs/index.md" }.SelectMany(Links).Select(link => link.Target).ToHashSet();

        var lost = Documents.All
            .Where(page => page.StartsWith("docs/", StringComparison.Ordinal))
            .Where(page => !linked.Contains(FullPath(page)));

        Assert.Empty(lost);
    }

    [Fact]
    public void Every_page_is_in_the_sites_contents()
    {
        const string contents = "docs/toc.yml";
        var listed = Entry().Matches(Documents.Read(contents))
            .Select(match => FullPath(Path.Combine("docs", match.Groups["target"].Value)))
            .ToHashSet();

        var lost = Documents.All
            .Where(page => page.StartsWith("docs/", StringComparison.Ordinal)
                || page is "samples/README.md" or "samples/notebooks/README.md")
            .Where(page => !listed.Contains(FullPath(page)));

        Assert.Empty(lost);
        Assert.All(listed, page => Assert.True(File.Exists(page), page));
    }

    [Fact]
    public void The_readme_stays_short()
    {
        Assert.InRange(File.ReadAllLines(FullPath("README.md")).Length, 1, MaxReadmeLines);
    }

    [Fact]
    public void Pictures_stay_small()
    {
        var large = Directory.EnumerateFiles(FullPath("docs/images"))
            .Where(path => new FileInfo(path).Length > MaxPictureBytes);

        Assert.Empty(large);
    }

    [Fact]
    public void A_link_is_found_as_it_is_written()
    {
        var links = Targets("[a](docs/a.md#b) ![c](d.png) [e](https://example.org) [f](#g) `[h](i)` [j](../../issues)");

        Assert.Equal(["docs/a.md", "d.png", "i", "../../issues"], links);
    }

    // Links that leave the repository ('../../issues') are pages of where it is published.
    private static IEnumerable<(string Text, string Target)> Links(string document) =>
        Targets(Documents.Read(document))
            .Select(link => (Text: link, Target: Path.GetFullPath(
                Path.Combine(Path.GetDirectoryName(FullPath(document))!, link))))
            .Where(link => link.Target.StartsWith(RepositoryPaths.Root, StringComparison.Ordinal));

    private static IEnumerable<string> Targets(string markdown) =>
        Link().Matches(markdown)
            .Select(match => match.Groups["target"].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains(':', StringComparison.Ordinal));

    private static string FullPath(string path) => Path.GetFullPath(Path.Combine(RepositoryPaths.Root, path));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^ *href: (?<target>[^ \r\n]+)", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
