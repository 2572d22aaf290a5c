using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Faceptor.Imaging.Drawing;

/// <summary>Characters of a text that are written in one way.</summary>
/// <param name="Text">The characters, in the order from left to right.</param>
/// <param name="Typeface">The font; null for strokes.</param>
internal readonly record struct TextRun(string Text, SKTypeface? Typeface)
{
    private static readonly ConcurrentDictionary<int, SKTypeface?> Found = new();
    private static readonly Lazy<SKTypeface[]> Installed = new(FindInstalled);

    /// <summary>Divides a text.</summary>
    /// <param name="text">Any text.</param>
    public static IEnumerable<TextRun> Split(string text)
    {
        if (text.All(LineFont.Has))
        {
            return text.Length == 0 ? [] : [new TextRun(text, null)];
        }

        var runs = new List<TextRun>();
        var elements = StringInfo.GetTextElementEnumerator(text.Normalize());
        while (elements.MoveNext())
        {
            var element = Written(elements.GetTextElement());
            if (runs.Count > 0 && runs[^1].Typeface == element.Typeface)
            {
                var isFromRight = element.Typeface is not null && IsFromRight(element.Text);
                runs[^1] = element with { Text = isFromRight ? element.Text + runs[^1].Text : runs[^1].Text + element.Text };
            }
            else
            {
                runs.Add(element);
            }
        }

        return runs;
    }

    // A letter with its accents, an emoji of several parts.
    private static TextRun Written(string element)
    {
        if (element.All(LineFont.Has))
        {
            return new TextRun(element, null);
        }

        var runes = element.EnumerateRunes().Where(rune => !IsUnseen(rune)).ToArray();
        if (runes.Length > 0
            && Found.GetOrAdd(runes[0].Value, Find) is { } typeface
            && runes.All(rune => typeface.ContainsGlyph(rune.Value)))
        {
            return new TextRun(string.Concat(runes), typeface);
        }

        var plain = string.Concat(element.Normalize(NormalizationForm.FormKD).EnumerateRunes()
            .Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark));
        return new TextRun(
            plain.Length > 0 && plain.All(LineFont.Has) ? plain : string.Concat(runes.Select(CodePoint)), null);
    }

    private static string CodePoint(Rune rune) =>
        string.Create(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate
        || rune.Value is >= 0xFE00 and <= 0xFE0F;

    private static bool IsFromRight(string element) => element.EnumerateRunes().First().Value
        is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC);

    private static SKTypeface? Find(int codePoint) =>
        SKFontManager.Default.MatchCharacter(codePoint) is { } match && match.ContainsGlyph(codePoint)
            ? match
            : Array.Find(Installed.Value, typeface => typeface.ContainsGlyph(codePoint));

    // A Skia without fontconfig knows the fonts of the system, but not which of them has a character.
    private static SKTypeface[] FindInstalled() =>
    [
        .. SKFontManager.Default.FontFamilies
            .OrderBy(family => !family.Contains("Sans", StringComparison.OrdinalIgnoreCase))
            .ThenBy(family => family, StringComparer.Ordinal)
            .Select(family => SKFontManager.Default.MatchFamily(family))
            .Where(typeface => typeface is not null),
    ];
}
