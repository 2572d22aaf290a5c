using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faceptor.Architecture.Tests.Docs;

/// <summary>Compiles a document's C# against the built libraries, as a user's program would be.</summary>
internal static class SnippetCompiler
{
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
            .Concat(new[] { "TorchSharp.dll", "Microsoft.Extensions.Logging.Abstractions.dll" }
                .Select(name => Path.Combine(BuiltAssemblies.Folder("Faceptor.Cli"), name)))
            .Append(Path.Combine(BuiltAssemblies.Folder("Faceptor.ImageSharp"), "Faceptor.ImageSharp.dll"))
            .Append(Path.Combine(AppContext.BaseDirectory, "SixLabors.ImageSharp.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>The errors; their lines count within the snippet.</summary>
    public static string[] Errors(Snippet snippet)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview); // what this compiler knows of the SDK's C#
        var tree = CSharpSyntaxTree.ParseText(snippet.Text, options);
        var usings = ImplicitUsings.Union(snippet.EarlierUsings).Select(name => $"global using {name};");
        SyntaxTree[] trees = [tree, CSharpSyntaxTree.ParseText(string.Join('\n', usings), options)];
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
