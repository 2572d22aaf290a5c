namespace Faceptor.Architecture.Tests.Docs;

/// <summary>C# in documents compiles against the libraries of the same build.</summary>
public sealed class SnippetTests
{
    public static TheoryData<string, int> Snippets =>
        [.. Documents().SelectMany(document => Snippet.In(Read(document)).Select(snippet => (document, snippet.Line)))];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Snippet_compiles(string document, int line)
    {
        var snippet = Snippet.In(Read(document)).Single(snippet => snippet.Line == line);

        Assert.Empty(SnippetCompiler.Errors(snippet));
    }

    [Fact]
    public void The_readme_has_snippets()
    {
        Assert.True(Snippet.In(Read("README.md")).Count() >= 2, "the search for snippets finds too few");
    }

    [Theory]
    [InlineData("var image = new RgbImage(4, 4); image.Pixel[0] = 1;", "'Pixel'")]
    [InlineData("using Faceptor.Pictures;", "'Pictures'")]
    [InlineData("using var predictor = FacePredictor.Load(1);", "'FacePredictor'")]
    public void A_snippet_that_is_wrong_is_noticed(string code, string complaint)
    {
        var errors = SnippetCompiler.Errors(new Snippet(1, code, ["Faceptor.Imaging"]));

        Assert.Contains(complaint, Assert.Single(errors), StringComparison.Ordinal);
    }

    // All of the repository's own: at its root, and below docs and samples.
    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(RepositoryPaths.Root, "*.md")
            .Concat(new[] { "docs", "samples" }.SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(RepositoryPaths.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path))
            .Order(StringComparer.Ordinal);

    private static string Read(string document) => File.ReadAllText(Path.Combine(RepositoryPaths.Root, document));
}
