using System.Buffers.Text;
using System.Collections.Immutable;
using CsvHelper;
using Faceptor.Data.Formats;
using Faceptor.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>FERPlus as it is distributed: one table with pixels and one with votes, row by row.</summary>
/// <remarks>
/// Of each image only its row's place in the table is kept; the file is opened for each image. Safe for several
/// threads at once.
/// </remarks>
internal sealed class FerPlusTable : IFaceDataset
{
    private const int SidePx = 48;
    // 2,304 numbers of up to three digits with a blank each, and the row's other columns.
    private const int MaxRowBytes = 1 << 14;

    private const int MaxVotes = 1000; // Ten people voted; more than fits a sum is a broken file.
    private const int MaxRows = 1 << 20; // The distribution has 35,887.

    private static readonly ImmutableArray<string> VoteColumns =
    [
        "neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF",
    ];

    private readonly string _pixelTable;
    private readonly int _pixelColumn;
    private readonly List<Row> _rows;

    public FerPlusTable(string root, string split, string[] parts)
    {
        _pixelTable = Path.Combine(root, "fer2013.csv");
        Split = split;
        (_rows, _pixelColumn) = ReadRows(
            _pixelTable, Path.Combine(root, "fer2013new.csv"), [.. parts.Select(UsageOf)]);
        if (_rows.Count == 0)
        {
            throw new DatasetException(
                Path.Combine(root, "fer2013new.csv"),
                $"no samples for split '{split}'; the list is empty or belongs to something else.");
        }
    }

    public FaceTask Task => FaceTasks.ExpressionFerPlus;

    public string Split { get; }

    public int Count => _rows.Count;

    public string GetName(int index) => _rows[index].Name;

    public FaceLabel ReadLabel(int index) => new ExpressionLabel(_rows[index].Class);

    public FaceSample Read(int index)
    {
        var row = _rows[index];
        var bytes = new byte[MaxRowBytes];
        try
        {
            using var file = PlainFile.OpenHandle(_pixelTable);
            var length = RandomAccess.Read(file, bytes, row.Offset);
            using var csv = CsvReader.Create(bytes.AsMemory(0, length), CsvList.Options(','));
            return csv.Read() && csv.FieldCount > _pixelColumn
                ? new FaceSample(row.Name, ParsePixels(csv.GetSpan(_pixelColumn), row.Line), ReadLabel(index))
                : throw Problem(row.Line, "expected emotion, pixels and usage, got something else");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CsvFormatException)
        {
            throw new DatasetException(
                _pixelTable, $"the table cannot be read ({e.Message}); copy it again.", row.Line, e);
        }
    }

    /// <summary>The class that most votes agree on; null when none does, or it is not among the seven.</summary>
    /// <param name="votes">Votes for the eight classes, for unknown and for no face.</param>
    /// <remarks>
    /// Paper: the counts of Table 2. A single vote counts as an error; the winner needs more than half of what is left.
    /// </remarks>
    internal static Expression? Majority(ReadOnlySpan<int> votes)
    {
        var (sum, most, winner) = (0, 0, -1);
        for (var i = 0; i < votes.Length; i++)
        {
            var counted = votes[i] > 1 ? votes[i] : 0;
            sum += counted;
            if (counted > most)
            {
                (most, winner) = (counted, i);
            }
        }

        return 2 * most > sum && winner >= 0 && winner < FerPlusDataset.StoredOrder.Length
            ? FerPlusDataset.StoredOrder[winner]
            : null;
    }

    private static string UsageOf(string part) => part switch
    {
        "train" => "Training",
        "val" => "PublicTest",
        _ => "PrivateTest",
    };

    // Copies have their columns in another order (emotion, Usage, pixels), so the headers say which is which.
    private static (List<Row> Rows, int PixelColumn) ReadRows(string pixelTable, string voteTable, string[] usages)
    {
        using var pixels = new CsvList(pixelTable, ',', hasHeader: true);
        var (pixelColumn, usageOfPixels) = (pixels.Column("pixels"), pixels.Column("Usage"));
        using var votes = new CsvList(voteTable, ',', hasHeader: true);
        var (usageColumn, nameColumn) = (votes.Column("Usage"), votes.Column("Image name"));
        var voteColumns = VoteColumns.Select(votes.Column).ToArray();
        var rows = new List<Row>[usages.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = [];
        }

        var numRows = 0;
        Span<int> counts = stackalloc int[voteColumns.Length];
        while (votes.Read())
        {
            votes.RequireFields(votes.Header.Length);
            if (++numRows > MaxRows)
            {
                throw new DatasetException(
                    voteTable, $"expected at most {MaxRows} rows, there are more; check that it is FERPlus's table.");
            }

            if (!pixels.Read())
            {
                throw new DatasetException(
                    pixelTable,
                    $"expected a row for each of {MessageText.Place(voteTable)}, the table ends before line "
                    + $"{votes.Line}; "
                    + "copy both again.");
            }

            pixels.RequireFields(pixels.Header.Length);
            var usage = votes.Field(usageColumn);
            if (pixels.Field(usageOfPixels) != usage)
            {
                throw new DatasetException(
                    pixelTable,
                    $"expected usage '{MessageText.Quote(usage)}' as in line {votes.Line} of "
                    + $"{MessageText.Place(voteTable)}, got '{MessageText.Quote(pixels.Field(usageOfPixels))}'; "
                    + "copy both again.",
                    pixels.Line);
            }

            for (var i = 0; i < voteColumns.Length; i++)
            {
                counts[i] = DatasetFolder.ParseInteger(
                    votes.Field(voteColumns[i]), "a number of votes", voteTable, votes.Line);
                if (counts[i] is < 0 or > MaxVotes)
                {
                    throw new DatasetException(
                        voteTable,
                        $"expected 0 to {MaxVotes} votes in column '{VoteColumns[i]}', got {counts[i]}; "
                        + "copy the table again.",
                        votes.Line);
                }
            }

            // Rows without a name show no face.
            var part = Array.IndexOf(usages, usage);
            if (part >= 0 && votes.Field(nameColumn) is { Length: > 0 } name && Majority(counts) is { } expression)
            {
                rows[part].Add(new Row(name, expression, pixels.Offset, pixels.Line));
            }
        }

        return pixels.Read()
            ? throw new DatasetException(
                voteTable,
                $"expected a row for each of {MessageText.Place(pixelTable)}, the table ends earlier; copy both again.")
            : ([.. rows.SelectMany(part => part)], pixelColumn);
    }

    private RgbImage ParsePixels(ReadOnlySpan<byte> text, int line)
    {
        const int numPixels = SidePx * SidePx;
        var image = new RgbImage(SidePx, SidePx);
        var count = 0;
        for (text = text.Trim((byte)' '); !text.IsEmpty; text = text.TrimStart((byte)' '), count++)
        {
            if (count == numPixels
                || !Utf8Parser.TryParse(text, out byte grey, out var length)
                || (length < text.Length && text[length] != ' '))
            {
                throw Problem(
                    line,
                    $"expected {numPixels} grey values from 0 to 255, value {count + 1} is something else or too many");
            }

            image.Pixels.AsSpan(3 * count, 3).Fill(grey);
            text = text[length..];
        }

        return count == numPixels
            ? image
            : throw Problem(line, $"expected {numPixels} grey values, got {count}");
    }

    private DatasetException Problem(int line, string problem) =>
        new(_pixelTable, $"{problem}; copy the table again.", line);

    private readonly record struct Row(string Name, Expression Class, long Offset, int Line);
}
