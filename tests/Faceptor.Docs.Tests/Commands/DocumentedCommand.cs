using System.Text;
using System.Text.RegularExpressions;

namespace Faceptor.Docs.Tests.Commands;

/// <summary>A command that a document tells its reader to type.</summary>
/// <param name="Line">Its line in the document, from 1.</param>
/// <param name="Text">As it stands there, without a comment behind it.</param>
/// <param name="IsInline">Whether it stands within a sentence or table; else in a block, after those above it.</param>
internal sealed partial record DocumentedCommand(int Line, string Text, bool IsInline)
{
    // What a line of a block without a language begins with where it is a command and no tree or output.
    private static readonly HashSet<string> Programs =
    [
        "apt-get", "cd", "curl", "docfx", "docker", "dotnet", "export", "faceptor", "git", "jupyter", "kubectl", "mkdir",
        "mpirun", "npm", "nuget", "pip", "python", "sbatch", "sha256sum", "sudo", "tar", "tensorboard", "torchrun", "unzip", "wait",
        "wget",
    ];

    /// <summary>The words, without settings of the environment before them and without <c>&amp;</c> behind.</summary>
    public string[] Words => [.. ShellWords.Split(Text).SkipWhile(word => Setting().IsMatch(word)).Where(word => word != "&")];

    /// <summary>The program.</summary>
    public string Program => Words[0];

    /// <summary>Whether it is this project's command line.</summary>
    public bool IsFaceptor => Program is "./faceptor" or "faceptor";

    /// <summary>The commands of a document, in its order.</summary>
    public static IEnumerable<DocumentedCommand> In(string markdown)
    {
        string? language = null;
        var isInBlock = false;
        foreach (var (index, line) in markdown.Split('\n').Index())
        {
            if (Fence().Match(line) is { Success: true } fence)
            {
                (isInBlock, language) = (!isInBlock, fence.Groups["language"].Value);
                continue;
            }

            foreach (var text in isInBlock ? OfBlock(line, language!) : OfProse(line))
            {
                yield return new DocumentedCommand(index + 1, text, !isInBlock);
            }
        }
    }

    private static IEnumerable<string> OfBlock(string line, string language)
    {
        var text = ShellWords.WithoutComment(line).Trim();
        var first = ShellWords.Split(text).FirstOrDefault(word => !Setting().IsMatch(word));
        var isCommand = language switch
        {
            "bash" or "sh" or "shell" or "console" => first is not null,
            "" => first is not null && (Programs.Contains(first) || first.StartsWith("./", StringComparison.Ordinal)
                || first.StartsWith("eng/", StringComparison.Ordinal) || first == ".ci/run"),
            _ => false,
        };
        return isCommand ? [text] : [];
    }

    private static IEnumerable<string> OfProse(string line) =>
        Span().Matches(line).Select(match => match.Groups["command"].Value.Trim());

    [GeneratedRegex("^ *```(?<language>[a-z]*)")]
    private static partial Regex Fence();

    [GeneratedRegex("`(?<command>([A-Z_]+=[^ `]+ )?((([.]/)?faceptor|[.]/test|dotnet|git|docfx|tensorboard) [^`]+"
        + "|(eng/[a-z.-]+|[.]ci/run)( [^`]+)?))`")]
    private static partial Regex Span();

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Setting();
}

/// <summary>A shell's idea of words, as far as documents use it.</summary>
internal static class ShellWords
{
    /// <summary>The words of a command; quotes hold a word together.</summary>
    public static string[] Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, isWord) = ('\0', false);
        foreach (var letter in text)
        {
            if (quote != '\0' ? letter == quote : letter is '"' or '\'')
            {
                (quote, isWord) = (quote == '\0' ? letter : '\0', true);
            }
            else if (quote == '\0' && letter == ' ')
            {
                Take();
            }
            else
            {
                word.Append(letter);
                isWord = true;
            }
        }

        Take();
        return [.. words];

        void Take()
        {
            if (isWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            isWord = false;
        }
    }

    /// <summary>A line up to a comment.</summary>
    public static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var index = 0; index < line.Length; index++)
        {
            var letter = line[index];
            if (quote == '\0' && letter == '#' && (index == 0 || line[index - 1] == ' '))
            {
                return line[..index];
            }

            if (quote != '\0' ? letter == quote : letter is '"' or '\'')
            {
                quote = quote == '\0' ? letter : '\0';
            }
        }

        return line;
    }
}
