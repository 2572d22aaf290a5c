using System.Globalization;
using System.Text;

namespace Faceptor.Cli.Display;

/// <summary>
/// Text on its way to a terminal. Names and labels are written by others; a terminal would obey an escape sequence in
/// one of them.
/// </summary>
internal static class PrintableText
{
    /// <summary>The text with its lines, and a question mark for everything that a terminal would obey.</summary>
    public static string Lines(string text) => text.Contains('\n')
        ? string.Join('\n', text.Split('\n').Select(Line))
        : MessageText.Printable(text);

    /// <summary>JSON that means the same, with such characters as <c>\uXXXX</c>.</summary>
    /// <param name="json">Any JSON; characters outside of ASCII stand in its strings only.</param>
    public static string Json(string json)
    {
        if (json.All(character => IsHarmless(character)))
        {
            return json;
        }

        var escaped = new StringBuilder(json.Length + 16);
        for (var i = 0; i < json.Length; i++)
        {
            if (i + 1 < json.Length && char.IsSurrogatePair(json[i], json[i + 1]))
            {
                escaped.Append(json, i++, 2);
            }
            else if (IsHarmless(json[i]))
            {
                escaped.Append(json[i]);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)json[i]:x4}");
            }
        }

        return escaped.ToString();
    }

    // The line breaks of Windows, too, are ours.
    private static string Line(string line) =>
        line.EndsWith('\r') ? $"{MessageText.Printable(line[..^1])}\r" : MessageText.Printable(line);

    private static bool IsHarmless(char character) => character is '\n' or '\r'
        || char.GetUnicodeCategory(character) is not (
            UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate);
}
