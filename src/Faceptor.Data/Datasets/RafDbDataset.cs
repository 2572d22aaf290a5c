using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>RAF-DB, basic classes: expressions of face crops.</summary>
/// <remarks>
/// <para>Prepared: one list, <c>label.txt</c>; images under <c>data</c>, named as in the list.</para>
/// <para>Distributed: <c>EmoLabel/list_patition_label.txt</c> (spelt so), images under <c>Image/aligned</c> or
/// <c>Image/original</c>.</para>
/// </remarks>
internal sealed class RafDbDataset : ListedDataset
{
    // Stored labels count from 1 in RAF-DB's own order.
    private static readonly ImmutableArray<Expression> StoredOrder =
    [
        Expression.Surprise, Expression.Fear, Expression.Disgust, Expression.Happy, Expression.Sad, Expression.Anger,
        Expression.Neutral,
    ];

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>RAF-DB/basic</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>: what the names in the list start with.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <param name="images">Which of the distribution's images to read; the prepared layout has one kind.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public RafDbDataset(
        string root, string split, DatasetLayout? layout = null, RafDbImages images = RafDbImages.Aligned)
        : base(FaceTasks.ExpressionRafDb, split, ReadSamples(root, split, layout, images))
    {
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(DatasetLayout.Prepared, ["label.txt"], ["train", "test"]),
        new(DatasetLayout.Distributed, ["EmoLabel/list_patition_label.txt"], ["train", "test"]),
    ];

    private static ListedSamples ReadSamples(
        string root, string split, DatasetLayout? layout, RafDbImages images)
    {
        var form = LayoutSpec.Choose(Forms, root, FaceTasks.ExpressionRafDb.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        if (form.Layout == DatasetLayout.Prepared)
        {
            return ReadList(Path.Combine(root, "label.txt"), Path.Combine(root, "data"), split, name => name);
        }

        var list = Path.Combine(root, "EmoLabel", "list_patition_label.txt");
        return images == RafDbImages.Aligned
            ? ReadList(list, Path.Combine(root, "Image", "aligned"), split, AlignedName)
            : ReadList(list, Path.Combine(root, "Image", "original"), split, name => name);
    }

    // "train_00001.jpg" of the list is "train_00001_aligned.jpg" on disk.
    private static string AlignedName(string name) =>
        $"{Path.ChangeExtension(name, null)}_aligned{Path.GetExtension(name)}";

    private static ListedSamples ReadList(string list, string folder, string split, Func<string, string> fileName)
    {
        var samples = new ListedSamples(list, folder);
        ImageList.ReadLabels(list, allowsMoreFields: false, (name, label, line) =>
        {
            var stored = DatasetFolder.ParseInteger(label, "an expression class", list, line);
            if (stored < 1 || stored > StoredOrder.Length)
            {
                throw new DatasetException(
                    list,
                    $"expected an expression class from 1 to {StoredOrder.Length}, got {stored}; correct the line.",
                    line);
            }

            if (name.Split('_')[0] == split)
            {
                samples.Add(fileName(name), new ExpressionLabel(StoredOrder[stored - 1]), line);
            }
        });
        return samples;
    }
}

/// <summary>The two kinds of images in RAF-DB's distribution.</summary>
internal enum RafDbImages
{
    /// <summary>Aligned face crops of 100 x 100 pixels.</summary>
    Aligned,

    /// <summary>The images as they were found.</summary>
    Original,
}
