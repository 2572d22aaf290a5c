using System.Text;

namespace Faceptor.Data.Formats;

/// <summary>
/// Lines of a list file. LF and CRLF, a byte order mark and a missing last line end are all the same to it. A line of
/// more than <see cref="MaxLineChars"/> is refused before it fills the memory.
/// </summary>
internal static class TextLines
{
    /// <summary>Characters of a line at most; the longest lines of the sets in question have some 5,000.</summary>
    public const int MaxLineChars = 1 << 20;

    private const int BlockChars = 1 << 15;

    /// <summary>The lines that hold something, trimmed, with their numbers from 1.</summary>
    /// <exception cref="DatasetException">The list cannot be read, or a line is too long for a list.</exception>
    public static IEnumerable<(int Number, string Text)> Read(string path)
    {
        using var reader = new StreamReader(OpenBytes(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var block = new char[BlockChars];
        var begun = new StringBuilder(); // what earlier blocks hold of the line in hand
        var (start, end, number, endsAtReturn) = (0, 0, 1, false);
        while (true)
        {
            if (start == end)
            {
                (start, end) = (0, ReadBlock(reader, block, path, number));
                if (end == 0)
                {
                    break;
                }
            }

            // A line feed behind a carriage return ends no other line.
            if (endsAtReturn && block[start] == '\n')
            {
                (start, endsAtReturn) = (start + 1, false);
                continue;
            }

            endsAtReturn = false;
            var length = block.AsSpan(start, end - start).IndexOfAny('\r', '\n');
            if (begun.Length + (length < 0 ? end - start : length) > MaxLineChars)
            {
                throw TooLong(path, number);
            }

            if (length < 0)
            {
                begun.Append(block, start, end - start);
                start = end;
                continue;
            }

            var text = Take(begun, block.AsSpan(start, length));
            endsAtReturn = block[start + length] == '\r';
            start += length + 1;
            if (text.Length > 0)
            {
                yield return (number, text);
            }

            number++;
        }

        if (Take(begun, []) is { Length: > 0 } last)
        {
            yield return (number, last);
        }
    }

    /// <summary>Cuts a line at runs of blanks and tabs.</summary>
    public static string[] Fields(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Opens a list file for reading its bytes in order; others may read and write it meanwhile.</summary>
    public static FileStream OpenBytes(string path)
    {
        try
        {
            return PlainFile.OpenRead(path, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"the list cannot be read ({e.Message}); check the dataset's folder layout.", innerException: e);
        }
    }

    /// <summary>The exception for a line that no list has.</summary>
    public static DatasetException TooLong(string path, int line) => new(
        path,
        $"expected lines of text, this one is longer than {MaxLineChars} characters; this is no list, check the path.",
        line);

    private static string Take(StringBuilder begun, ReadOnlySpan<char> rest)
    {
        if (begun.Length == 0)
        {
            return rest.Trim().ToString();
        }

        var text = begun.Append(rest).ToString().Trim();
        begun.Clear();
        return text;
    }

    private static int ReadBlock(StreamReader reader, char[] block, string path, int number)
    {
        try
        {
            return reader.Read(block, 0, block.Length);
        }
        catch (IOException e)
        {
            throw new DatasetException(path, $"the list cannot be read ({e.Message}); copy it again.", number, e);
        }
    }
}
