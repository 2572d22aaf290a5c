using System.Collections.Immutable;
using CsvHelper;

namespace Faceptor.Data.Formats;

/// <summary>
/// A separated list, record by record. Quoted fields, LF and CRLF, a byte order mark and empty lines are all the same
/// to it; a quoted field ends with its line at the latest, so that one stray quote does not swallow a list.
/// </summary>
internal sealed class CsvList : IDisposable
{
    private const int MaxRecordBytes = TextLines.MaxLineChars;

    private readonly CsvReader _csv;

    /// <summary>Opens a list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="hasHeader">Whether the first record names the columns; it is read now.</param>
    /// <exception cref="DatasetException">The list cannot be read, or a header is missing.</exception>
    public CsvList(string path, char separator, bool hasHeader)
    {
        Path = path;
        _csv = CsvReader.Create(TextLines.OpenBytes(path), Options(separator));
        if (!hasHeader)
        {
            return;
        }

        try
        {
            Header = Read()
                ? [.. Enumerable.Range(0, NumFields).Select(Field)]
                : throw new DatasetException(
                    path, "expected a line of column names, the file is empty; copy it again.");
        }
        catch
        {
            _csv.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Names of the columns; empty without a header.</summary>
    public ImmutableArray<string> Header { get; } = [];

    /// <summary>Line of the current record, from 1.</summary>
    public int Line => (int)_csv.LineNumber;

    /// <summary>Place of the current record in the file, in bytes.</summary>
    public long Offset => _csv.ByteOffset;

    /// <summary>Number of fields of the current record.</summary>
    public int NumFields => _csv.FieldCount;

    /// <summary>How lists are read, for those who read a single record.</summary>
    public static CsvReaderOptions Options(char separator) => new()
    {
        Separator = separator,
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = MaxRecordBytes,
    };

    /// <summary>Goes to the next record.</summary>
    /// <returns>False at the end of the list.</returns>
    /// <exception cref="DatasetException">What follows is no record.</exception>
    public bool Read()
    {
        try
        {
            while (_csv.Read())
            {
                if (_csv.FieldCount > 1 || !_csv.IsEmpty(0))
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception e) when (e is CsvFormatException or InvalidDataException or IOException)
        {
            throw new DatasetException(
                Path, $"the list cannot be read on ({e.Message}); copy it again.", Line + 1, e);
        }
    }

    /// <summary>A field of the current record.</summary>
    /// <exception cref="DatasetException">The record has fewer fields.</exception>
    public string Field(int column) =>
        column < _csv.FieldCount
            ? _csv.GetString(column)
            : throw new DatasetException(
                Path,
                $"expected at least {column + 1} columns, got {_csv.FieldCount}; copy the list again.",
                Line);

    /// <summary>Place of a column that the list must have.</summary>
    /// <exception cref="DatasetException">There is none of that name; the message names the nearest.</exception>
    public int Column(string name)
    {
        for (var column = 0; column < Header.Length; column++)
        {
            if (Header[column].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return column;
            }
        }

        var hint = Suggestion.Of(name, Header) is { } nearest
            ? $"; '{MessageText.Quote(nearest)}' comes near"
            : string.Empty;
        throw new DatasetException(
            Path,
            $"expected a column '{name}', found {MessageText.Quote(string.Join(", ", Header))}{hint}. Correct the "
            + "names or copy the list again.",
            1);
    }

    /// <summary>Refuses a record with fewer or more fields.</summary>
    /// <exception cref="DatasetException">The number differs.</exception>
    public void RequireFields(int expected)
    {
        if (NumFields != expected)
        {
            throw new DatasetException(
                Path, $"expected {expected} columns, got {NumFields}; copy the list again.", Line);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();
}
