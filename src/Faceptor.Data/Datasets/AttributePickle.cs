using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Faceptor.Data.Formats;
using Faceptor.Imaging;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Data.Datasets;

/// <summary>
/// The <c>label.pkl</c> of an attribute dataset: image names, a table of labels, and which rows make up each split.
/// </summary>
internal sealed class AttributePickle
{
    // A byte each; CelebA has 8 million, LFW-73 one.
    private const long MaxLabels = 1L << 26;

    private readonly string _path;
    private readonly PickledDictionary _splits;
    private readonly string[] _names;
    private readonly sbyte[] _values; // [row, attribute]
    private readonly int _numAttributes;

    private AttributePickle(string path, PickledDictionary splits, string[] names, sbyte[] values, int numAttributes)
    {
        _path = path;
        _splits = splits;
        _names = names;
        _values = values;
        _numAttributes = numAttributes;
    }

    /// <summary>Reads the file; its attributes must be those of the task, in the task's order.</summary>
    public static AttributePickle Read(string path, ImmutableArray<string> attributes)
    {
        if (PickleFile.Read(path) is not PickledDictionary content)
        {
            throw new DatasetException(
                path,
                "expected a mapping with image_name, attr, attr_name and partition, "
                + "something else is stored; write the file again.");
        }

        var stored = ToTexts(Entry(content, "attr_name", path), "attr_name", path);
        CheckAttributes(stored, attributes, path);
        var names = ToTexts(Entry(content, "image_name", path), "image_name", path);
        for (var row = 0; row < names.Length; row++)
        {
            names[row] = FilePaths.Normalize(names[row]);
        }

        var values = ToValues(Entry(content, "attr", path), names.Length, attributes.Length, path);
        return Entry(content, "partition", path) is PickledDictionary splits
            ? new AttributePickle(path, splits, names, values, attributes.Length)
            : throw new DatasetException(
                path,
                "partition: expected a mapping from split to row numbers, "
                + "something else is stored; write the file again.");
    }

    /// <summary>Row numbers of a split, in its order.</summary>
    public int[] RowsOf(string split)
    {
        if (!_splits.TryGetValue(split, out var stored))
        {
            throw new DatasetException(
                _path, $"unknown split '{MessageText.Quote(split)}'; known splits: {KeysOf(_splits)}.");
        }

        var what = $"partition '{MessageText.Quote(split)}'";
        var numbers = PickledNumbers.Read(stored, what, _path);
        if (numbers.Length == 0)
        {
            throw new DatasetException(_path, $"no samples for split '{MessageText.Quote(split)}'.");
        }

        return Array.ConvertAll(numbers, row => row >= 0 && row < _names.Length && row == Math.Floor(row)
            ? (int)row
            : throw new DatasetException(_path, string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: row {row} does not exist, there are {_names.Length}; write the file again.")));
    }

    public string GetImageName(int row) => _names[row];

    public ReadOnlySpan<sbyte> GetAttributes(int row) => _values.AsSpan(row * _numAttributes, _numAttributes);

    public RgbImage ReadImage(string folder, int row)
    {
        DatasetFolder.RequireInside(Path.GetFullPath(folder), _names[row], _path, null);
        return FilePaths.TryResolve(Path.Combine(folder, _names[row]), out var path)
            ? ImageCodec.Read(path, ImageOrientation.AsStored) // The released loader reads with PIL.
            : throw new DatasetException(
                _path,
                $"row {row}: the image {MessageText.Place(path)} does not exist; extract the images again.");
    }

    private static object? Entry(PickledDictionary content, string key, string path) =>
        content.TryGetValue(key, out var value)
            ? value
            : throw new DatasetException(
                path, $"expected an entry '{key}', there are only: {KeysOf(content)}; write the file again.");

    private static string KeysOf(PickledDictionary content) =>
        MessageText.Quote(string.Join(", ", content.Take(MessageText.MaxQuoteLength).Select(item => item.Key)));

    private static void CheckAttributes(string[] stored, ImmutableArray<string> expected, string path)
    {
        if (stored.Length != expected.Length)
        {
            throw new DatasetException(
                path,
                $"attr_name: expected {expected.Length} attributes, {stored.Length} are stored; write the file again.");
        }

        for (var i = 0; i < stored.Length; i++)
        {
            // Copies differ in spelling, never in the order.
            if (AttributeNames.Plain(stored[i]) != AttributeNames.Plain(expected[i]))
            {
                throw new DatasetException(
                    path,
                    $"attr_name: expected '{expected[i]}' at place {i}, '{MessageText.Quote(stored[i])}' is stored.");
            }
        }
    }

    private static string[] ToTexts(object? value, string key, string path)
    {
        if (value is not IReadOnlyList<object?> items)
        {
            throw new DatasetException(
                path,
                $"{key}: expected a list of texts, "
                + "something else is stored; write the file again.");
        }

        return [.. items.Select(item => item switch
        {
            string text => text,
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            _ => throw new DatasetException(path, $"{key}: expected a list of texts, it holds something else."),
        })];
    }

    private static sbyte[] ToValues(object? value, int numRows, int numAttributes, string path)
    {
        if ((long)numRows * numAttributes > MaxLabels)
        {
            throw new DatasetException(
                path,
                $"image_name: expected at most {MaxLabels / numAttributes} images, {numRows} are stored; "
                + "check that it is the right file.");
        }

        var values = value is PickledArray table
            ? FromTable(table, numRows, numAttributes, path)
            : FromRows(value as IReadOnlyList<object?>, numRows, numAttributes, path);
        if (values.Contains((sbyte)-1) && !values.Contains((sbyte)0))
        {
            // CelebA's own lists say -1 for no; taken for "unknown", every score would be perfect.
            throw new DatasetException(
                path,
                "attr: expected 1 (yes), 0 (no) and perhaps -1 (unknown), 1 and -1 are stored but no 0; "
                + "if -1 means no, write 0 in its place.");
        }

        return values;
    }

    private static sbyte[] FromTable(PickledArray table, int numRows, int numAttributes, string path)
    {
        if (!table.Shape.SequenceEqual([numRows, numAttributes]))
        {
            throw new DatasetException(
                path,
                $"attr: expected a table of {numRows} x {numAttributes} labels, "
                + $"{string.Join(" x ", table.Shape.Take(8))} are stored; write the file again.");
        }

        var values = new sbyte[numRows * numAttributes];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ToValue(table.GetDouble(i), i / numAttributes, path);
        }

        return values;
    }

    private static sbyte[] FromRows(IReadOnlyList<object?>? rows, int numRows, int numAttributes, string path)
    {
        if (rows?.Count != numRows)
        {
            throw new DatasetException(
                path,
                $"attr: expected {numRows} rows of labels, got {rows?.Count.ToString(CultureInfo.InvariantCulture)
                    ?? "something else"}; write the file again.");
        }

        var values = new sbyte[numRows * numAttributes];
        for (var row = 0; row < numRows; row++)
        {
            var labels = PickledNumbers.Read(rows[row], $"attr: row {row}", path);
            if (labels.Length != numAttributes)
            {
                throw new DatasetException(
                    path,
                    $"attr: row {row}: expected {numAttributes} labels, got {labels.Length}; write the file again.");
            }

            for (var i = 0; i < numAttributes; i++)
            {
                values[(row * numAttributes) + i] = ToValue(labels[i], row, path);
            }
        }

        return values;
    }

    // Whatever type the numbers have, for numpy's arithmetic makes float64 of everything.
    private static sbyte ToValue(double label, int row, string path) =>
        label is -1 or 0 or 1
            ? (sbyte)label
            : throw new DatasetException(path, string.Create(
                CultureInfo.InvariantCulture,
                $"attr: row {row}: expected 1 (yes), 0 (no) or -1 (unknown), got {label}; write the file again."));
}

/// <summary>Names of attributes as files spell them.</summary>
internal static class AttributeNames
{
    /// <summary>A name without what copies differ in: blanks, underscores, capitals, apostrophes.</summary>
    public static string Plain(string name) =>
        name.Trim().Replace(' ', '_').Replace("'", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
}
