using System.Text.RegularExpressions;

namespace Faceptor.Architecture.Tests;

/// <summary>
/// A program around may choose another default number type, so nothing in src takes the default: whoever makes numbers
/// out of nothing says of which type.
/// </summary>
public sealed partial class NumberTypeTests
{
    private static readonly string[] Projects = ["Core", "Models", "Evaluation", "Training"];

    [Fact]
    public void Whatever_makes_numbers_names_their_type()
    {
        var silent = new List<string>();
        var numFound = 0;
        foreach (var path in Projects.SelectMany(Sources))
        {
            var text = File.ReadAllText(path);
            foreach (Match match in Making().Matches(text))
            {
                var call = text[match.Index..EndOf(text, match.Index + match.Length)];
                numFound++;
                if (!call.Contains("dtype", StringComparison.Ordinal)
                    && !call.Contains("ScalarType.", StringComparison.Ordinal))
                {
                    silent.Add($"{Path.GetFileName(path)}: {call}");
                }
            }
        }

        Assert.Empty(silent);
        Assert.True(numFound > 30, $"only {numFound} calls were found, so they are looked for in the wrong way.");
    }

    private static IEnumerable<string> Sources(string project) => Directory.EnumerateFiles(
        Path.Combine(RepositoryPaths.Root, "src", $"Faceptor.{project}"), "*.cs", SearchOption.AllDirectories);

    // The bracket that closes the one before the index.
    private static int EndOf(string text, int index)
    {
        for (var depth = 1; depth > 0; index++)
        {
            depth += text[index] == '(' ? 1 : text[index] == ')' ? -1 : 0;
        }

        return index;
    }

    // Not with a point before, but for the layers: those are methods of other things. Tensors made of arrays have the
    // array's type.
    [GeneratedRegex(
        @"(?<![\w.<])(?:zeros|ones|empty|full|rand|randn|randint|eye|arange|linspace|logspace|normal)\((?=\w|\[)"
        + @"|nn\.(?:Linear|Conv2d|ConvTranspose2d|BatchNorm1d|BatchNorm2d|LayerNorm|GroupNorm|Embedding|MultiheadAttention)\(")]
    private static partial Regex Making();
}
