using System.Text;

namespace Faceptor.Cli.Predicting;

/// <summary>How results stand in one file.</summary>
internal interface ILineFormat
{
    /// <summary>What the file begins with.</summary>
    string Beginning { get; }

    /// <summary>The lines of an image, each with its end.</summary>
    string Lines(ImageAnalysis analysis);

    /// <summary>The images of a former file whose results are whole, with their lines.</summary>
    /// <param name="reader">The file's text.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="OptionsException">It was made with other weights or tasks.</exception>
    IEnumerable<(string Image, string Lines)> ReadGood(TextReader reader, string file);
}

/// <summary>A line of JSON an image.</summary>
/// <param name="source">What results are made with.</param>
internal sealed class JsonLinesFormat(ResultSource source) : ILineFormat
{
    /// <inheritdoc/>
    public string Beginning => string.Empty;

    /// <summary>Whether a file is empty or begins as such a one does.</summary>
    public static bool IsOwn(TextReader reader, string file) =>
        reader.ReadLine() is not { } line || Parse(line, file) is not null || reader.ReadLine() is null && line.StartsWith(
            "{\"version\":", StringComparison.Ordinal);

    /// <inheritdoc/>
    public string Lines(ImageAnalysis analysis) => ImageAnalysisJson.Write(analysis, isIndented: false) + "\n";

    /// <inheritdoc/>
    public IEnumerable<(string Image, string Lines)> ReadGood(TextReader reader, string file)
    {
        while (reader.ReadLine() is { } line)
        {
            // A line that was cut off when the run was killed is none.
            if (Parse(line, file) is { Failure: null } analysis)
            {
                yield return source.Made(analysis)
                    ? (analysis.Image, line + "\n")
                    : throw FormerResults.OfOther(file);
            }
        }
    }

    private static ImageAnalysis? Parse(string line, string file)
    {
        try
        {
            return ImageAnalysisJson.Read(line, file);
        }
        catch (DatasetException)
        {
            return null;
        }
    }
}

/// <summary>A row a face.</summary>
/// <param name="source">What results are made with.</param>
internal sealed class CsvFormat(ResultSource source) : ILineFormat
{
    private readonly FaceCsv _table = new(source.Tasks);

    /// <inheritdoc/>
    public string Beginning => CsvText.Line(_table.Header) + "\n";

    /// <summary>Whether a file is empty or begins as such a one does.</summary>
    public static bool IsOwn(TextReader reader) =>
        CsvText.Read(reader).FirstOrDefault() is not { } header || FaceCsv.IsHeader(header);

    /// <inheritdoc/>
    public string Lines(ImageAnalysis analysis)
    {
        var text = new StringBuilder();
        foreach (var row in _table.Rows(analysis))
        {
            text.Append(CsvText.Line(row)).Append('\n');
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public IEnumerable<(string Image, string Lines)> ReadGood(TextReader reader, string file)
    {
        using var records = CsvText.Read(reader).GetEnumerator();
        if (!records.MoveNext())
        {
            yield break;
        }

        if (!records.Current.SequenceEqual(_table.Header))
        {
            throw FormerResults.OfOther(file);
        }

        var rows = new List<string[]>();
        while (records.MoveNext())
        {
            var row = records.Current;
            if (rows.Count > 0 && rows[0][FaceCsv.ImageColumn] != row[FaceCsv.ImageColumn])
            {
                rows.Clear(); // the image before was never whole
            }

            rows.Add(row);
            if (row.Length == _table.Header.Length
                && row[^FaceCsv.FailureFromEnd].Length == 0
                && rows.Count == Math.Max(1, FaceCsv.NumFaces(row)))
            {
                // A hash that was cut off belongs to the row at which the run was killed.
                var hash = row[^FaceCsv.WeightsFromEnd];
                if (hash == (source.Sha256 ?? string.Empty))
                {
                    yield return (row[FaceCsv.ImageColumn], string.Concat(rows.Select(each => CsvText.Line(each) + "\n")));
                }
                else if (source.Sha256?.StartsWith(hash, StringComparison.Ordinal) != true)
                {
                    throw FormerResults.OfOther(file);
                }

                rows.Clear();
            }
        }
    }
}

/// <summary>Results that cannot be gone on with.</summary>
internal static class FormerResults
{
    /// <summary>The error.</summary>
    /// <param name="file">Where they are.</param>
    public static OptionsException OfOther(string file) => new(
        "--resume",
        $"the results in {MessageText.Place(file)} are of other weights, tasks or images; give the same again, name "
        + "another folder with --out, or begin again with --overwrite.");
}
