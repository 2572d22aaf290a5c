using System.Collections.Immutable;
using System.Text;
using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;
using Faceptor.Data.Formats;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// The <c>label.pkl</c> of an attribute dataset: picture names, a table of labels, and which rows make up each split.
/// </summary>
internal sealed class AttributePickle
{
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
                _path,
                $"unknown split '{split}'; known splits: {string.Join(", ", _splits.Select(item => item.Key))}.");
        }

        var numbers = ToIntegers(stored) ?? throw new DatasetException(
            _path, $"partition '{split}': expected row numbers, something else is stored; write the file again.");
        if (numbers.Length == 0)
        {
            throw new DatasetException(_path, $"no samples for split '{split}'.");
        }

        return Array.ConvertAll(numbers, row => row >= 0 && row < _names.Length
            ? (int)row
            : throw new DatasetException(
                _path, $"partition '{split}': row {row} does not exist, there are {_names.Length}."));
    }

    public string GetImageName(int row) => _names[row];

    public ReadOnlySpan<sbyte> GetAttributes(int row) => _values.AsSpan(row * _numAttributes, _numAttributes);

    public RgbImage ReadPicture(string folder, int row)
    {
        DatasetFolder.RequireInside(Path.GetFullPath(folder), _names[row], _path, null);
        var path = Path.Combine(folder, _names[row]);
        return File.Exists(path)
            ? ImageCodec.Read(path, ImageOrientation.AsStored) // The released loader reads with PIL.
            : throw new DatasetException(
                _path, $"row {row}: the picture {path} does not exist; extract the pictures again.");
    }

    private static object? Entry(PickledDictionary content, string key, string path) =>
        content.TryGetValue(key, out var value)
            ? value
            : throw new DatasetException(
                path,
                $"expected an entry '{key}', there are only: {string.Join(", ", content.Select(item => item.Key))}.");

    private static void CheckAttributes(string[] stored, ImmutableArray<string> expected, string path)
    {
        if (stored.Length != expected.Length)
        {
            throw new DatasetException(
                path, $"attr_name: expected {expected.Length} attributes, {stored.Length} are stored.");
        }

        for (var i = 0; i < stored.Length; i++)
        {
            // Copies differ in spelling, never in the order.
            if (AttributeNames.Plain(stored[i]) != AttributeNames.Plain(expected[i]))
            {
                throw new DatasetException(
                    path, $"attr_name: expected '{expected[i]}' at place {i}, '{stored[i]}' is stored.");
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
        var values = new sbyte[(long)numRows * numAttributes];
        if (value is PickledArray table)
        {
            if (!table.Shape.SequenceEqual([numRows, numAttributes]))
            {
                throw new DatasetException(
                    path,
                    $"attr: expected a table of {numRows} x {numAttributes} labels, "
                    + $"{string.Join(" x ", table.Shape)} are stored.");
            }

            for (var i = 0; i < values.Length; i++)
            {
                values[i] = ToValue(table.GetInt64(i), i / numAttributes, path);
            }

            return values;
        }

        if (value is not IReadOnlyList<object?> rows || rows.Count != numRows)
        {
            throw new DatasetException(
                path,
                $"attr: expected {numRows} rows of labels, "
                + "something else is stored; write the file again.");
        }

        for (var row = 0; row < numRows; row++)
        {
            var labels = ToIntegers(rows[row]);
            if (labels?.Length != numAttributes)
            {
                throw new DatasetException(
                    path,
                    $"attr: row {row}: expected {numAttributes} labels, "
                    + $"{labels?.Length.ToString() ?? "something else"} came.");
            }

            for (var i = 0; i < numAttributes; i++)
            {
                values[(row * numAttributes) + i] = ToValue(labels[i], row, path);
            }
        }

        return values;
    }

    private static sbyte ToValue(long label, int row, string path) =>
        label is >= -1 and <= 1
            ? (sbyte)label
            : throw new DatasetException(
                path, $"attr: row {row}: expected 1 (yes), 0 (no) or -1 (unknown), {label} came.");

    private static long[]? ToIntegers(object? value)
    {
        switch (value)
        {
            case PickledArray { DType.Kind: not 'f' } array:
                var numbers = new long[array.Length];
                for (var i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = array.GetInt64(i);
                }

                return numbers;
            case IReadOnlyList<object?> items when items.All(item => item is long or bool):
                return [.. items.Select(item => item is long number ? number : item is true ? 1 : 0)];
            default:
                return null;
        }
    }
}
