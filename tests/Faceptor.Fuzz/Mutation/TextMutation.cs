using System.Text;
using System.Text.RegularExpressions;

namespace Faceptor.Fuzz.Mutation;

/// <summary>Damage to lists, JSON and YAML: numbers, words, separators and lines.</summary>
internal static partial class TextMutation
{
    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "-0.0", "1e308", "-1e308", "1e999", "NaN", "Infinity", "-Infinity", "2147483647", "-2147483648",
        "2147483648", "9223372036854775807", "99999999999999999999", "0x10", "1,5", "1.5", "1_000", "", "null", "true",
        "\"\"", "[]", "{}", "65536", "1000000", "0.0000000000000001",
    ];

    private static readonly string[] Odd =
    [
        "\0", "\t", "\r", "\n", "\u001b[2J", "\u202e", "\ufeff", "\ud83d\ude00", "\"", "'", "\\", "/", "../", "C:\\", "{",
        "}", "[", "]", ":", ",", ", ,", "#", "&a *a", "!!binary ", "|", "%", "~", "- ", "  ", "\u00a0", "é",
    ];

    /// <summary>Changes a text in a few places; now and then bytes that are no text.</summary>
    public static byte[] Apply(byte[] whole, Random random)
    {
        if (random.Next(8) == 0)
        {
            return ByteMutation.Apply(whole, random);
        }

        var text = Encoding.UTF8.GetString(whole);
        for (var change = ByteMutation.NumChanges(random); change > 0; change--)
        {
            text = Change(text, random);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Changes one number or word.</summary>
    public static string ChangeToken(string text, Random random)
    {
        var tokens = Token().Matches(text);
        if (tokens.Count == 0)
        {
            return text + Numbers[random.Next(Numbers.Length)];
        }

        var token = tokens[random.Next(tokens.Count)];
        var other = random.Next(4) switch
        {
            0 => tokens[random.Next(tokens.Count)].Value,
            1 => token.Value + token.Value,
            _ => Numbers[random.Next(Numbers.Length)],
        };
        return string.Concat(text.AsSpan(0, token.Index), other, text.AsSpan(token.Index + token.Length));
    }

    private static string Change(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        switch (random.Next(10))
        {
            case 0:
                return text.Insert(at, Odd[random.Next(Odd.Length)]);
            case 1:
                return ChangeLines(text, random);
            case 2 when random.Next(3) == 0:
                return text[..at];
            case 3 when random.Next(3) == 0:
                return text.Insert(at, new string(random.Next(2) == 0 ? '9' : 'a', random.Next(1, 200_000)));
            case 4 when text.Length > 0:
                var length = Math.Min(random.Next(1, 20), text.Length - Math.Min(at, text.Length - 1));
                return text.Remove(Math.Min(at, text.Length - 1), length);
            case 5:
                return text.Insert(at, string.Concat(Enumerable.Repeat(Odd[random.Next(Odd.Length)], 3000)));
            default:
                return ChangeToken(text, random);
        }
    }

    private static string ChangeLines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var (one, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(4))
        {
            case 0:
                lines.RemoveAt(one);
                break;
            case 1:
                lines.Insert(one, lines[other]);
                break;
            case 2:
                (lines[one], lines[other]) = (lines[other], lines[one]);
                break;
            default:
                lines[one] = string.Empty;
                break;
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"[\w.+-]+")]
    private static partial Regex Token();
}
