namespace Faceptor.Docs.Tests.Snippets;

/// <summary>C# in documents compiles against the libraries of the same build, and its programs run.</summary>
[Collection(ReadersCollection.Name)]
public sealed class SnippetTests(PreparedFiles files)
{
    // As many as there are: fewer means that the search has become blind, or that a document has lost one.
    private const int NumSnippets = 10;

    public static TheoryData<string, int> Programs =>
    [
        .. Documents.All.SelectMany(document => Snippet.In(Documents.Read(document))
            .Where(snippet => snippet.IsProgram)
            .Select(snippet => (document, snippet.Line))),
    ];

    public static TheoryData<string, int> Snippets =>
        [.. Documents.All.SelectMany(document => Snippet.In(Documents.Read(document)).Select(snippet => (document, snippet.Line)))];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Snippet_compiles(string document, int line)
    {
        var snippet = Snippet.In(Documents.Read(document)).Single(snippet => snippet.Line == line);

        Assert.Empty(SnippetCompiler.Errors(snippet));
    }

    /// <summary>Types of earlier blocks are there, and the files that the document speaks of.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void Program_runs(string document, int line)
    {
        Snippet[] all = [.. Snippet.In(Documents.Read(document))];
        var snippet = all.Single(snippet => snippet.Line == line);
        var types = all.Where(other => other.Line < line && !other.IsProgram).Select(other => other.Text);
        using var folder = new ReadersFolder(files, document);
        folder.PrepareFor(snippet.Text);

        var assembly = SnippetCompiler.Emit(SnippetRunner.Reduce(snippet.Text), types, snippet.EarlierUsings);

        SnippetRunner.Run(assembly);
    }

    [Fact]
    public void A_program_that_fails_is_noticed()
    {
        var assembly = SnippetCompiler.Emit("throw new InvalidOperationException(\"on purpose\");", [], []);

        Assert.Equal("on purpose", Assert.Throws<InvalidOperationException>(() => SnippetRunner.Run(assembly)).Message);
    }

    [Fact]
    public void The_search_finds_snippets()
    {
        Assert.NotEmpty(Snippet.In(Documents.Read("README.md")));
        Assert.InRange(
            Documents.All.Sum(document => Snippet.In(Documents.Read(document)).Count()), NumSnippets, int.MaxValue);
    }

    [Theory]
    [InlineData("var image = new RgbImage(4, 4); image.Pixel[0] = 1;", "'Pixel'")]
    [InlineData("using Faceptor.Pictures;", "'Pictures'")]
    [InlineData("using var analyzer = FaceAnalyzer.Load(1);", "'FaceAnalyzer'")]
    public void A_snippet_that_is_wrong_is_noticed(string code, string complaint)
    {
        var errors = SnippetCompiler.Errors(new Snippet(1, code, ["Faceptor.Imaging"]));

        Assert.Contains(complaint, Assert.Single(errors), StringComparison.Ordinal);
    }
}
