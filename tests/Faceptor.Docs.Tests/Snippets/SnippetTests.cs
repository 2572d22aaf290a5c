using System.Globalization;
using System.Text.RegularExpressions;

namespace Faceptor.Docs.Tests.Snippets;

/// <summary>C# in documents compiles against the libraries of the same build, and its programs run.</summary>
[Collection(ReadersCollection.Name)]
public sealed class SnippetTests(PreparedFiles files)
{
    // As many as there are: fewer means that the search has become blind, or that a document has lost one.
    private const int NumSnippets = 10;

    private const string Detector = "blazeface-back";

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
        Assert.SkipWhen(
            snippet.Text.Contains(Detector, StringComparison.Ordinal) && PreparedFiles.Detector(Detector) is null,
            "no face detector is here; fetch it with eng/models.sh.");
        var types = all.Where(other => other.Line < line && !other.IsProgram).Select(other => other.Text);
        using var folder = new ReadersFolder(files, document);
        folder.PrepareFor(snippet.Text);

        var assembly = SnippetCompiler.Emit(SnippetRunner.Reduce(snippet.Text), types, snippet.EarlierUsings);

        SnippetRunner.Run(assembly);
    }

    /// <summary>The first program finds the face of the sample picture and says what its weights are worth.</summary>
    [Fact]
    public void The_first_program_finds_the_face_of_the_photograph()
    {
        Assert.SkipWhen(PreparedFiles.Detector(Detector) is null, "no face detector is here; fetch it with eng/models.sh.");
        var snippet = Snippet.In(Documents.Read("README.md")).First(snippet => snippet.IsProgram);
        using var folder = new ReadersFolder(files, "README.md");
        folder.PrepareFor(snippet.Text);

        var lines = SnippetRunner.Run(SnippetCompiler.Emit(snippet.Text, [], [])).Split('\n');

        var face = Assert.Single(lines, line => line.StartsWith("a face at ", StringComparison.Ordinal));
        var found = Regex.Match(face, @"x (?<x>-?\d+), y (?<y>-?\d+), (?<width>\d+) pixels wide: (?<words>.+)");
        double Number(string name) => double.Parse(found.Groups[name].Value, CultureInfo.InvariantCulture);
        Assert.InRange(Number("x"), 150, 200); // the face is at x 172 to 282, y 62 to 192
        Assert.InRange(Number("y"), 50, 110);
        Assert.InRange(Number("width"), 80, 150);
        Assert.Contains(lines, line => line.EndsWith(" landmarks", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("looks ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("drawn.png is drawn; learned from nothing", StringComparison.Ordinal));
        Assert.True(new FileInfo("drawn.png").Length > 1000);
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
