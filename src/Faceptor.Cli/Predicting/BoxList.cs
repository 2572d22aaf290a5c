using System.Collections.Immutable;
using System.Globalization;

namespace Faceptor.Cli.Predicting;

/// <summary>A CSV file that says where the faces of images are.</summary>
internal sealed class BoxList
{
    private const string PathColumn = "path";
    private static readonly ImmutableArray<string> EdgeColumns = ["left", "top", "right", "bottom"];

    private readonly Dictionary<string, ImmutableArray<FaceBox>> _boxes;

    private BoxList(string file, ImmutableArray<string> paths, Dictionary<string, ImmutableArray<FaceBox>> boxes)
    {
        File = file;
        Paths = paths;
        _boxes = boxes;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Full paths of the images, in the order of the file.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file; paths in it are relative to the current folder, or else to the file's.</param>
    /// <exception cref="DatasetException">It cannot be read, lacks a column, or a row is wrong.</exception>
    public static BoxList Read(string file)
    {
        try
        {
            return Parse(file, PlainFile.ReadText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                file, $"the boxes cannot be read ({error.Message.TrimEnd('.')}); check the path.", innerException: error);
        }
    }

    /// <summary>The boxes of an image.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="DatasetException">The file has none for it.</exception>
    public ImmutableArray<FaceBox> Of(string path) => _boxes.TryGetValue(path, out var boxes)
        ? boxes
        : throw new DatasetException(
            path, $"expected a row for it in {MessageText.Place(File)}, there is none; add one, or leave the image out.");

    private static BoxList Parse(string file, string text)
    {
        using var reader = new StringReader(text);
        var records = CsvText.Read(reader).ToList();
        string[] header = records is [var first, ..] ? [.. first.Select(name => name.Trim().ToLowerInvariant())] : [];
        var pathIndex = Array.IndexOf(header, PathColumn);
        int[] edges = [.. EdgeColumns.Select(name => Array.IndexOf(header, name))];
        if (pathIndex < 0 || edges.Contains(-1))
        {
            throw new DatasetException(
                file,
                $"expected the columns {PathColumn},{string.Join(',', EdgeColumns)} in the first row, got "
                + $"'{MessageText.Quote(string.Join(',', header))}'; name them there.",
                line: 1);
        }

        var rows = records.Index().Skip(1)
            .Select(record => Row(file, record.Index + 1, record.Item, header.Length, pathIndex, edges))
            .ToList();
        return new BoxList(
            file,
            [.. rows.Select(row => row.Path).Distinct()],
            rows.GroupBy(row => row.Path).ToDictionary(
                group => group.Key, group => (ImmutableArray<FaceBox>)[.. group.Select(row => row.Box)]));
    }

    private static (string Path, FaceBox Box) Row(
        string file, int number, string[] fields, int numColumns, int pathIndex, int[] edges)
    {
        var numbers = new float[EdgeColumns.Length];
        var isRight = fields.Length == numColumns && fields[pathIndex].Length > 0 && edges.Index().All(edge => float.TryParse(
            fields[edge.Item], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[edge.Index])
            && float.IsFinite(numbers[edge.Index]));
        if (!isRight || numbers[2] <= numbers[0] || numbers[3] <= numbers[1])
        {
            throw new DatasetException(
                file,
                $"expected {numColumns} fields with a path and left < right, top < bottom in pixels, got "
                + $"'{MessageText.Quote(string.Join(',', fields))}'; mend the row.",
                number);
        }

        return (Locate(file, fields[pathIndex]), new FaceBox(numbers[1], numbers[0], numbers[3], numbers[2]));
    }

    private static string Locate(string file, string path)
    {
        var here = Path.GetFullPath(path);
        var beside = Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(file))!);
        return Path.Exists(here) || !Path.Exists(beside) ? here : beside;
    }
}
