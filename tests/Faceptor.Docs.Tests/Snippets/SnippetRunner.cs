using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Faceptor.Docs.Tests.Snippets;

/// <summary>Runs a document's C#, in a reduced form, in the folder that the document speaks of.</summary>
internal static class SnippetRunner
{
    /// <summary>What tests change, so that it runs in seconds: what is replaced, by what.</summary>
    private static readonly ImmutableArray<(string Pattern, string Replacement, string Why)> Reductions =
    [
        (@"\bNumSteps = \d+", "NumSteps = 2", "two steps show that training goes"),
        (@"\bWarmupSteps = \d+", "WarmupSteps = 1", "no more than there are steps"),
        (@"\bBatchSize: \d+", "BatchSize: 2", "a few small images"),
        (@"(Training = recipe\.Training with\s*\{)", "$1 NumSteps = 2, WarmupSteps = 1,", "two steps show that training goes"),
        (@"RecipeFile\.Read\(([^;]*)\);", "RecipeFile.Read($1); recipe = recipe with "
            + "{ Training = recipe.Training with { NumSteps = 2, WarmupSteps = 1 } };", "two steps show that training goes"),
    ];

    /// <summary>What a reader would call in a block that shows a method alone.</summary>
    private static readonly ImmutableArray<(string Signature, string Call)> Calls =
    [
        ("static void Train(IDatasetProvider provider)", "Train(new TinyProvider());"),
        ("static FaceAnalyzer Open(ILoggerFactory loggers)",
            "Open(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance).Dispose();"),
    ];

    /// <summary>The statements that are run in place of a snippet's.</summary>
    public static string Reduce(string text)
    {
        foreach (var (pattern, replacement, _) in Reductions)
        {
            text = Regex.Replace(text, pattern, replacement);
        }

        foreach (var (_, call) in Calls.Where(entry => text.Contains(entry.Signature, StringComparison.Ordinal)))
        {
            // Statements stand before methods; usings before both.
            var place = text.LastIndexOf("\n\n", text.IndexOf("static ", StringComparison.Ordinal), StringComparison.Ordinal);
            text = text.Insert(place + 1, call);
        }

        return text;
    }

    /// <summary>Runs a program in this process.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(byte[] assembly)
    {
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        var former = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            using var stream = new MemoryStream(assembly);
            var main = context.LoadFromStream(stream).EntryPoint!;
            var result = main.Invoke(
                null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()], null);
            (result as Task)?.GetAwaiter().GetResult();
        }
        finally
        {
            Console.SetOut(former);
            context.Unload();
        }

        return output.ToString();
    }
}
