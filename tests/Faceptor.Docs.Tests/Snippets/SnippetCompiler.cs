using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faceptor.Docs.Tests.Snippets;

/// <summary>Compiles a document's C# against the built libraries, as a user's program would be.</summary>
internal static class SnippetCompiler
{
    // What the SDK opens in a console program.
    private static readonly string[] ImplicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks",
    ];

    private static readonly string[] Packages =
    [
        "Microsoft.Extensions.Logging.Abstractions.dll", "SixLabors.ImageSharp.dll", "System.CommandLine.dll",
        "TorchSharp.dll",
    ];

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview); // what this compiler knows

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(IsManaged)
            .Concat(Directory.GetFiles(AppContext.BaseDirectory, "Faceptor.*.dll")
                .Where(path => !path.EndsWith(".Tests.dll", StringComparison.Ordinal)))
            .Concat(Packages.Select(name => Path.Combine(AppContext.BaseDirectory, name)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>The errors; their lines count within the snippet.</summary>
    public static string[] Errors(Snippet snippet) => Describe(Compile([snippet.Text], snippet.EarlierUsings).GetDiagnostics());

    /// <summary>A program that is ready to run.</summary>
    /// <param name="program">Its statements.</param>
    /// <param name="others">Types that it uses.</param>
    /// <param name="usings">Namespaces that are open besides its own.</param>
    public static byte[] Emit(string program, IEnumerable<string> others, IEnumerable<string> usings)
    {
        using var assembly = new MemoryStream();
        var result = Compile([program, .. others], usings).Emit(assembly);
        Assert.True(result.Success, string.Join('\n', Describe(result.Diagnostics)));
        return assembly.ToArray();
    }

    /// <summary>Writes an assembly of the classes that a document shows.</summary>
    public static void EmitClasses(string markdown, string path)
    {
        Snippet[] classes = [.. Snippet.In(markdown).Where(snippet => !snippet.IsProgram)];
        var result = Compile(
            classes.Select(snippet => snippet.Text),
            classes.SelectMany(snippet => snippet.EarlierUsings),
            Path.GetFileNameWithoutExtension(path)).Emit(path);
        Assert.True(result.Success, string.Join('\n', Describe(result.Diagnostics)));
    }

    private static CSharpCompilation Compile(
        IEnumerable<string> texts, IEnumerable<string> openUsings, string name = "Snippet")
    {
        var usings = ImplicitUsings.Union(openUsings).Select(open => $"global using {open};");
        SyntaxTree[] trees =
        [
            .. texts.Append(string.Join('\n', usings)).Select(text => CSharpSyntaxTree.ParseText(text, Options)),
        ];
        var isProgram = trees.Any(
            tree => ((CompilationUnitSyntax)tree.GetRoot()).Members.Any(member => member is GlobalStatementSyntax));
        return CSharpCompilation.Create(
            name,
            trees,
            References.Value,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable));
    }

    private static string[] Describe(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString()),
    ];

    private static bool IsManaged(string path)
    {
        try
        {
            _ = AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
