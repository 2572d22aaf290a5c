using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faceptor.Architecture.Tests.Docs;

/// <summary>Compiles a document's C# against the built libraries, as a user's program would be.</summary>
internal static class SnippetCompiler
{
    /// <summary>
    /// The README shows how images come from ImageSharp, which is no dependency of ours and not in every registry
    /// that builds run against. So these signatures, written after its documentation, stand for it: what is held
    /// against a compiler is our side of the snippet.
    /// </summary>
    private const string ImageSharpStandIn = """
        namespace SixLabors.ImageSharp
        {
            public abstract class Image
            {
                public static Image<TPixel> Load<TPixel>(string path) where TPixel : unmanaged => throw null!;
            }

            public sealed class Image<TPixel> : Image, System.IDisposable where TPixel : unmanaged
            {
                public int Width => 0;
                public int Height => 0;
                public void CopyPixelDataTo(System.Span<byte> destination) { }
                public void CopyPixelDataTo(System.Span<TPixel> destination) { }
                public void Dispose() { }
            }
        }

        namespace SixLabors.ImageSharp.PixelFormats
        {
            public struct Rgb24 { }
        }
        """;

    // What the SDK opens in a console program.
    private static readonly string[] ImplicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks",
    ];

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(IsManaged)
            .Concat(Directory.GetFiles(BuiltAssemblies.Folder("Faceptor.Cli"), "Faceptor.*.dll"))
            .Concat(new[] { "TorchSharp.dll", "Microsoft.Extensions.Logging.Abstractions.dll", "System.CommandLine.dll" }
                .Select(name => Path.Combine(BuiltAssemblies.Folder("Faceptor.Cli"), name)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>The errors; their lines count within the snippet.</summary>
    public static string[] Errors(Snippet snippet)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview); // what this compiler knows of the SDK's C#
        var tree = CSharpSyntaxTree.ParseText(snippet.Text, options);
        var usings = ImplicitUsings.Union(snippet.EarlierUsings).Select(name => $"global using {name};");
        List<SyntaxTree> trees = [tree, CSharpSyntaxTree.ParseText(string.Join('\n', usings), options)];
        if (snippet.Text.Contains("SixLabors", StringComparison.Ordinal))
        {
            trees.Add(CSharpSyntaxTree.ParseText(ImageSharpStandIn, options));
        }

        var isProgram = ((CompilationUnitSyntax)tree.GetRoot()).Members.Any(member => member is GlobalStatementSyntax);
        var compilation = CSharpCompilation.Create(
            "Snippet",
            trees,
            References.Value,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable));
        return
        [
            .. compilation.GetDiagnostics()
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(diagnostic => diagnostic.ToString()),
        ];
    }

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
