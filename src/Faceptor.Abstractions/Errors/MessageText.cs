using System.Globalization;
using System.Text;

namespace Faceptor;

/// <summary>
/// Text that people may be shown although a file, a name or another library wrote it: on one line, of bounded
/// length, and without characters that a terminal would obey.
/// </summary>
internal static class MessageText
{
    /// <summary>Characters of a whole message at most.</summary>
    public const int MaxMessageLength = 400;

    /// <summary>Characters of a file's content that one quote shows at most.</summary>
    public const int MaxQuoteLength = 80;

    private const int MaxPathLength = 160;
    private const int MaxTailLength = 150;
    private const string Gap = " [...] ";
    private const char NonJoiner = '\u200c';
    private const char Joiner = '\u200d';

    /// <summary>Content of a file as a message may quote it.</summary>
    /// <param name="content">Any text; it may be long and hold control characters.</param>
    /// <returns>At most <see cref="MaxQuoteLength"/> characters on one line, "..." among them where it was cut.</returns>
    public static string Quote(string? content)
    {
        content ??= string.Empty;
        return Printable(content.Length <= MaxQuoteLength ? content : $"{Head(content, MaxQuoteLength - 3)}...");
    }

    /// <summary>A whole message as people may be shown it.</summary>
    /// <param name="message">Any text.</param>
    /// <returns>
    /// At most <see cref="MaxMessageLength"/> characters on one line. What is too long is cut in the middle: where it
    /// happened stands at the beginning, what to do at the end.
    /// </returns>
    public static string Fit(string? message)
    {
        message ??= string.Empty;
        if (message.Length > MaxMessageLength)
        {
            var tail = message[^MaxTailLength..];
            tail = char.IsLowSurrogate(tail[0]) ? tail[1..] : tail;
            message = Head(message, MaxMessageLength - Gap.Length - MaxTailLength) + Gap + tail;
        }

        var lines = message.Split(
            (char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Printable(lines.Length == 1 ? lines[0] : string.Join(' ', lines));
    }

    /// <summary>A path as a message may show it: of a long one the end, which tells files apart.</summary>
    /// <param name="path">Any path.</param>
    public static string Place(string? path)
    {
        path ??= string.Empty;
        return Printable(path.Length <= MaxPathLength ? path : $"...{path[^(MaxPathLength - 3)..]}");
    }

    /// <summary>The text with a question mark for every character that a terminal would obey.</summary>
    /// <param name="text">Any text.</param>
    /// <remarks>
    /// Control characters (also the eight-bit ones), line and paragraph separators, characters that turn the direction
    /// of writing or are otherwise unseen, and halves of surrogate pairs; not the joiners, which Persian words and some
    /// emoji are written with. The text itself is returned where there is none.
    /// </remarks>
    public static string Printable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = FirstUnprintable(text);
        if (first < 0)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            if (IsPair(text, i))
            {
                shown.Append(text, i++, 2);
            }
            else
            {
                shown.Append(IsPrintable(text[i]) ? text[i] : '?');
            }
        }

        return shown.ToString();
    }

    private static int FirstUnprintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsPair(text, i))
            {
                i++;
            }
            else if (!IsPrintable(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsPair(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);

    private static bool IsPrintable(char character) => character is Joiner or NonJoiner || CharUnicodeInfo.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate);

    private static string Head(string text, int length) =>
        text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
