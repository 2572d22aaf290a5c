using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// LFW-73 as it is distributed: 0 and 1 in a MATLAB file, or real numbers in a text list whose sign tells; which rows
/// are for what stands in a second MATLAB file.
/// </summary>
internal sealed class Lfw73Lists : ListedDataset
{
    public const string LabelFile = "lfw_att_73.mat";
    public const string ValueList = "lfw_attributes.txt";
    public const string EverySample = "all";

    private const string SplitFile = "indices_train_test.mat";
    private const int NumLeadingColumns = 2; // Identity and number of the image.

    public Lfw73Lists(string root, string split)
        : base(FaceTasks.AttributesLfw73, split, ReadSamples(root, split))
    {
    }

    private static ImmutableArray<string> Attributes => FaceTasks.AttributesLfw73.Labels;

    private static ListedSamples ReadSamples(string root, string split)
    {
        var labelFile = Path.Combine(root, LabelFile);
        var list = File.Exists(labelFile) ? labelFile : Path.Combine(root, ValueList);
        var rows = list == labelFile ? ReadLabels(labelFile) : ReadValues(list);
        var chosen = split == EverySample
            ? Enumerable.Range(0, rows.Count)
            : ReadSplit(Path.Combine(root, SplitFile), split, rows.Count);
        var samples = new ListedSamples(list, Path.Combine(root, "lfw"));
        foreach (var row in chosen)
        {
            samples.Add(rows[row].Name, rows[row].Label, rows[row].Line);
        }

        return samples;
    }

    private static List<Row> ReadLabels(string path)
    {
        var file = new MatlabHdf5File(path);
        RequireNames(file.ReadTexts("AttrName"), path, null);
        var names = file.ReadTexts("name");
        var labels = file.ReadMatrix("label");
        if (labels.Rows != names.Length || labels.Columns != Attributes.Length)
        {
            throw new DatasetException(
                path,
                $"'label': expected {names.Length} x {Attributes.Length} labels, a row for each name, "
                + $"{labels.Rows} x {labels.Columns} are stored; copy the file again.");
        }

        var rows = new List<Row>(names.Length);
        for (var row = 0; row < names.Length; row++)
        {
            var values = new sbyte[Attributes.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = labels[row, i] switch
                {
                    0 => 0,
                    1 => 1,
                    var value => throw new DatasetException(path, string.Create(
                        CultureInfo.InvariantCulture,
                        $"'label', row {row}: expected 1 (yes) or 0 (no), {value} is stored; copy the file again.")),
                };
            }

            rows.Add(new Row(names[row], new AttributesLabel([.. values]), null));
        }

        return rows;
    }

    private static List<Row> ReadValues(string path)
    {
        var rows = new List<Row>();
        var hasNames = false;
        foreach (var (line, text) in TextLines.Read(path))
        {
            var fields = text.Split('\t', StringSplitOptions.TrimEntries);
            if (text[0] == '#')
            {
                // The first comment tells of the list, the second names the columns.
                if (fields.Length > 1)
                {
                    RequireNames(fields.AsSpan(NumLeadingColumns + 1), path, line);
                    hasNames = true;
                }

                continue;
            }

            if (!hasNames || fields.Length != Attributes.Length + NumLeadingColumns)
            {
                throw new DatasetException(
                    path,
                    $"expected {Attributes.Length + NumLeadingColumns} columns below a line of their names, "
                    + $"got {fields.Length}; copy the list again.",
                    line);
            }

            var identity = fields[0].Replace(' ', '_');
            var number = DatasetFolder.ParseInteger(fields[1], "the number of an image", path, line);
            rows.Add(new Row(
                string.Create(CultureInfo.InvariantCulture, $"{identity}/{identity}_{number:D4}.jpg"),
                new AttributesLabel([.. fields.Skip(NumLeadingColumns).Select(field =>
                    (sbyte)(DatasetFolder.ParseNumber(field, "an attribute", path, line) > 0 ? 1 : 0))]),
                line));
        }

        return rows;
    }

    // Row numbers that count from 1.
    private static IEnumerable<int> ReadSplit(string path, string split, int numRows)
    {
        var name = $"indices_img_{split}";
        var numbers = new MatlabHdf5File(path).ReadMatrix(name).Values.ToArray();
        return numbers.Select(number => number >= 1 && number <= numRows && number == Math.Floor(number)
            ? (int)number - 1
            : throw new DatasetException(path, string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}': expected numbers from 1 to {numRows}, {number} is stored; copy the file again.")));
    }

    private static void RequireNames(ReadOnlySpan<string> stored, string path, int? line)
    {
        if (stored.Length != Attributes.Length)
        {
            throw new DatasetException(
                path,
                $"expected the names of {Attributes.Length} attributes, got {stored.Length}; copy the file again.",
                line);
        }

        for (var i = 0; i < stored.Length; i++)
        {
            if (AttributeNames.Plain(stored[i]) != AttributeNames.Plain(Attributes[i]))
            {
                throw new DatasetException(
                    path,
                    $"expected '{Attributes[i]}' as attribute {i + 1}, got '{MessageText.Quote(stored[i])}'; "
                    + "copy the file again.",
                    line);
            }
        }
    }

    private sealed record Row(string Name, AttributesLabel Label, int? Line);
}
