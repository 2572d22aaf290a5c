using System.Globalization;
using System.Numerics;
using System.Text;

namespace Faceptor.Serialization.Pickles;

/// <summary>Values that a pickle writes as a line of text (protocol 0) or as a long integer.</summary>
internal static class PickleText
{
    // Parsing a decimal number takes time with the square of its length.
    private const int MaxDigits = 4096;

    /// <summary>
    /// A whole number in decimal, with Python 2's closing <c>L</c> allowed: a <see cref="long"/> when it fits.
    /// </summary>
    public static object ParseInteger(ReadOnlySpan<byte> line, int position)
    {
        var text = Encoding.Latin1.GetString(line[..Math.Min(line.Length, MaxDigits)]).TrimEnd('L');
        if (line.Length >= MaxDigits
            || !BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw new PickleException(position, $"a whole number was expected, got '{MessageText.Quote(text)}'.");
        }

        return Narrow(value);
    }

    /// <summary>A floating-point number in decimal.</summary>
    public static double ParseDouble(ReadOnlySpan<byte> line, int position) =>
        double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new PickleException(
                position, $"a number was expected, got '{MessageText.Quote(Encoding.Latin1.GetString(line))}'.");

    /// <summary>A whole number in two's complement, low byte first: a <see cref="long"/> when it fits.</summary>
    public static object ParseLong(ReadOnlySpan<byte> bytes, int position) =>
        bytes.Length > MaxDigits
            ? throw new PickleException(
                position, $"a whole number of at most {MaxDigits} bytes was expected, got {bytes.Length}.")
            : Narrow(new BigInteger(bytes));

    /// <summary>A quoted Python byte string with its escapes.</summary>
    public static byte[] ParseQuoted(ReadOnlySpan<byte> line, int position)
    {
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"'))
        {
            throw new PickleException(position, "a quoted string was expected, its quotes are missing.");
        }

        var quoted = line[1..^1];
        var bytes = new List<byte>(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] != '\\' || i + 1 == quoted.Length)
            {
                bytes.Add(quoted[i]);
                continue;
            }

            i++;
            switch (quoted[i])
            {
                case (byte)'n':
                    bytes.Add((byte)'\n');
                    break;
                case (byte)'r':
                    bytes.Add((byte)'\r');
                    break;
                case (byte)'t':
                    bytes.Add((byte)'\t');
                    break;
                case (byte)'x' when TryParseHex(quoted[(i + 1)..], 2, out var code):
                    bytes.Add((byte)code);
                    i += 2;
                    break;
                default:
                    bytes.Add(quoted[i]);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>
    /// Text in Python's raw-unicode-escape encoding: Latin-1 with <c>\uXXXX</c> and <c>\UXXXXXXXX</c>.
    /// </summary>
    public static string ParseRawUnicode(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var digits = line[i] != '\\' || i + 1 == line.Length ? 0 : line[i + 1] switch
            {
                (byte)'u' => 4,
                (byte)'U' => 8,
                _ => 0,
            };
            if (digits > 0 && TryParseHex(line[(i + 2)..], digits, out var code) && Rune.TryCreate(code, out var rune))
            {
                text.Append(rune.ToString());
                i += 1 + digits;
            }
            else
            {
                text.Append((char)line[i]);
            }
        }

        return text.ToString();
    }

    private static bool TryParseHex(ReadOnlySpan<byte> digits, int count, out int value)
    {
        value = 0;
        return digits.Length >= count
            && int.TryParse(digits[..count], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static object Narrow(BigInteger value)
    {
        object narrowest = value;
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            narrowest = (long)value;
        }

        return narrowest;
    }
}
