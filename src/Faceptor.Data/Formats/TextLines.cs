using System.Text;
using Faceptor.Core.Errors;

namespace Faceptor.Data.Formats;

/// <summary>
/// Lines of a list file. LF and CRLF, a byte order mark and a missing last line end are all the same to it.
/// </summary>
internal static class TextLines
{
    /// <summary>The lines that hold something, trimmed, with their numbers from 1.</summary>
    public static IEnumerable<(int Number, string Text)> Read(string path)
    {
        using var reader = Open(path);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            var text = line.Trim();
            if (text.Length > 0)
            {
                yield return (number, text);
            }
        }
    }

    /// <summary>Cuts a line at runs of blanks and tabs.</summary>
    public static string[] Fields(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Opens a list file.</summary>
    public static StreamReader Open(string path) =>
        new(OpenBytes(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);

    /// <summary>Opens a list file for reading its bytes in order; others may read and write it meanwhile.</summary>
    public static FileStream OpenBytes(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"the list cannot be read ({e.Message}); check the dataset's folder layout.", innerException: e);
        }
    }
}
