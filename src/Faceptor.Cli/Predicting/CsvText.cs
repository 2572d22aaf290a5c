using System.Text;

namespace Faceptor.Cli.Predicting;

/// <summary>Comma-separated values as RFC 4180 has them.</summary>
internal static class CsvText
{
    private const char Quote = '"';

    /// <summary>A record as a line without its end.</summary>
    /// <param name="fields">Any text.</param>
    public static string Line(IEnumerable<string> fields) => string.Join(
        ',', fields.Select(field => field.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? field
            : $"{Quote}{field.Replace("\"", "\"\"", StringComparison.Ordinal)}{Quote}"));

    /// <summary>Reads records; empty lines are passed over.</summary>
    /// <param name="reader">The text.</param>
    /// <returns>Fields without their quotes; a last record whose quotes are not closed is given as far as it goes.</returns>
    public static IEnumerable<string[]> Read(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return ReadRecord(line, reader);
            }
        }
    }

    private static string[] ReadRecord(string line, TextReader reader)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var index = 0; ; index++)
        {
            if (index == line.Length)
            {
                if (!isQuoted || reader.ReadLine() is not { } next)
                {
                    break;
                }

                field.Append('\n');
                (line, index) = (next, -1);
            }
            else if (line[index] == Quote)
            {
                if (isQuoted && index + 1 < line.Length && line[index + 1] == Quote)
                {
                    field.Append(Quote);
                    index++;
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (line[index] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[index]);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
