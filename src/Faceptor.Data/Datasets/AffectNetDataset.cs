using System.Collections.Immutable;
using Faceptor.Data.Formats;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Datasets;

/// <summary>AffectNet, seven classes: expressions of face crops.</summary>
/// <remarks>
/// <para>Rows with contempt or without a class (labels 7 to 10) are left out, as in the paper.</para>
/// <para>Prepared: lists under <c>label</c>, crops under <c>data</c>.</para>
/// <para>Distributed: lists under <c>Manually_Annotated_file_lists</c>, whole images under
/// <c>Manually_Annotated_Images</c>. Faces are cut out by the list's box, whose fractions are dropped; rows without a
/// usable box are left out.</para>
/// </remarks>
internal sealed class AffectNetDataset : ListedDataset
{
    private const int LargestStoredLabel = 10;
    private const string ListFolder = "Manually_Annotated_file_lists";

    private readonly List<Box>? _boxes;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>AffectNet</c>.</param>
    /// <param name="split">
    /// <c>train</c> or <c>test</c>; distributed also by its own words <c>training</c> and <c>validation</c>.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public AffectNetDataset(string root, string split, DatasetLayout? layout = null)
        : this(split, ReadSamples(root, split, layout))
    {
    }

    private AffectNetDataset(string split, (ListedSamples Samples, List<Box>? Boxes) content)
        : base(FaceTasks.ExpressionAffectNet, split, content.Samples)
    {
        _boxes = content.Boxes;
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(DatasetLayout.Prepared, ["label/train.txt", "label/test.txt"], ["train", "test"]),
        new(DatasetLayout.Distributed, [ListFolder], ["training", "validation", "train", "test"]),
    ];

    private protected override PixelRegion? FindPart(int index, int widthPx, int heightPx)
    {
        if (_boxes is null)
        {
            return null;
        }

        var (left, top, width, height) = _boxes[index];
        return PixelRegion.Within(left, top, left + width, top + height, widthPx, heightPx)
            ?? throw Problem(
                index,
                $"expected a face box that meets the image of {widthPx} x {heightPx} pixels, "
                + $"got x {left}, y {top}, {width} x {height}; copy the list and the image again.");
    }

    private static (ListedSamples Samples, List<Box>? Boxes) ReadSamples(
        string root, string split, DatasetLayout? layout)
    {
        var form = LayoutSpec.Choose(Forms, root, FaceTasks.ExpressionAffectNet.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        return form.Layout == DatasetLayout.Distributed
            ? ReadTable(
                Path.Combine(root, ListFolder, $"{(split is "train" or "training" ? "training" : "validation")}.csv"),
                Path.Combine(root, "Manually_Annotated_Images"))
            : (ReadList(Path.Combine(root, "label", $"{split}.txt"), Path.Combine(root, "data")), null);
    }

    private static ListedSamples ReadList(string list, string folder)
    {
        var samples = new ListedSamples(list, folder);
        ImageList.ReadLabels(list, allowsMoreFields: true, (name, label, line) =>
        {
            if (ParseLabel(label, list, line) is { } known)
            {
                samples.Add(name, known, line);
            }
        });
        return samples;
    }

    // Columns: path, x, y, width, height of the face, its points, expression, valence, arousal.
    private static (ListedSamples Samples, List<Box> Boxes) ReadTable(string path, string folder)
    {
        const int numColumns = 9, expressionColumn = 6;
        using var table = new CsvList(path, ',', hasHeader: false);
        var samples = new ListedSamples(path, folder);
        var boxes = new List<Box>();
        for (var isFirst = true; table.Read(); isFirst = false)
        {
            // Copies of the lists come with and without a header.
            if (isFirst && table.Field(0) == "subDirectory_filePath")
            {
                continue;
            }

            table.RequireFields(numColumns);
            var label = ParseLabel(table.Field(expressionColumn), path, table.Line);
            if (label is not null && ParseBox(table) is { } box)
            {
                samples.Add(table.Field(0), label, table.Line);
                boxes.Add(box);
            }
        }

        return (samples, boxes);
    }

    // Null of contempt and of images without a class.
    private static ExpressionLabel? ParseLabel(string text, string list, int line)
    {
        var stored = DatasetFolder.ParseInteger(text, "an expression class", list, line);
        if (stored is < 0 or > LargestStoredLabel)
        {
            throw new DatasetException(
                list,
                $"expected an expression class from 0 to {LargestStoredLabel}, got {stored}; correct the line.",
                line);
        }

        return stored <= (int)Expression.Anger ? new ExpressionLabel((Expression)stored) : null;
    }

    // Null of a box that is missing or negative.
    private static Box? ParseBox(CsvList table)
    {
        Span<int> numbers = stackalloc int[4];
        for (var i = 0; i < numbers.Length; i++)
        {
            var text = table.Field(1 + i);
            if (text is "" or "NULL")
            {
                return null;
            }

            numbers[i] = (int)Math.Clamp(
                DatasetFolder.ParseNumber(text, "a number of the face box", table.Path, table.Line),
                -1,
                int.MaxValue / 2);
        }

        return numbers[0] >= 0 && numbers[1] >= 0 && numbers[2] > 0 && numbers[3] > 0
            ? new Box(numbers[0], numbers[1], numbers[2], numbers[3])
            : null;
    }

    private readonly record struct Box(int Left, int Top, int Width, int Height);
}
