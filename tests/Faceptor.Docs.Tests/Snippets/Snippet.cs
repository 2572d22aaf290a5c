using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faceptor.Docs.Tests.Snippets;

/// <summary>A block of C# in a document, and what its reader has read before.</summary>
/// <param name="Line">Line of its first word, from 1.</param>
/// <param name="Text">The code.</param>
/// <param name="EarlierUsings">Namespaces that earlier blocks of the document opened.</param>
internal sealed partial record Snippet(int Line, string Text, ImmutableArray<string> EarlierUsings)
{
    /// <summary>Whether it has statements; else it shows types.</summary>
    public bool IsProgram => ((CompilationUnitSyntax)CSharpSyntaxTree.ParseText(Text).GetRoot())
        .Members.Any(member => member is GlobalStatementSyntax);

    /// <summary>The blocks of a document, in its order.</summary>
    public static IEnumerable<Snippet> In(string markdown)
    {
        var usings = ImmutableArray<string>.Empty;
        foreach (Match match in Fence().Matches(markdown))
        {
            var code = match.Groups["code"];
            yield return new Snippet(markdown.AsSpan(0, code.Index).Count('\n') + 1, code.Value, usings);
            var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code.Value).GetRoot();
            usings = [.. usings.Union(root.Usings.Select(directive => directive.Name!.ToString()))];
        }
    }

    [GeneratedRegex("^```csharp[ \t]*\r?\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
