using System.Text;

namespace Faceptor.Evaluation.Reporting;

/// <summary>Text of files inside of Markdown: it is shown as it is and never becomes a table, a link or HTML.</summary>
internal static class MarkdownText
{
    private const string Marks = "\\`*[]<>|~#&$";

    /// <summary>The text on one line, with a backslash before everything that Markdown would obey.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = MessageText.Printable(text.ReplaceLineEndings(" "));
        var escaped = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            // An underscore inside of a word means nothing; a colon before slashes makes a link of an address.
            var isMark = Marks.Contains(line[i])
                || (line[i] == '_' && !(IsWord(line, i - 1) && IsWord(line, i + 1)))
                || (line[i] == ':' && i + 1 < line.Length && line[i + 1] == '/');
            _ = isMark ? escaped.Append('\\').Append(line[i]) : escaped.Append(line[i]);
        }

        return escaped.ToString();
    }

    /// <summary>The text as code, for names of files.</summary>
    /// <param name="text">Any text.</param>
    public static string Code(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('`') || text.Length == 0
            ? Escape(text)
            : $"`{MessageText.Printable(text.ReplaceLineEndings(" "))}`";
    }

    private static bool IsWord(string text, int index) =>
        index >= 0 && index < text.Length && char.IsLetterOrDigit(text[index]);
}
