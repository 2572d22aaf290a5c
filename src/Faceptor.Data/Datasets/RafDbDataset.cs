using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>
/// RAF-DB, basic classes: expressions of face crops. One list, <c>label.txt</c>; pictures under <c>data</c>.
/// </summary>
public sealed class RafDbDataset : ListedDataset
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
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public RafDbDataset(string root, string split, DatasetLayout? layout = null)
        : base(FaceTasks.ExpressionRafDb, split, ReadList(root, split, layout))
    {
    }

    internal static ImmutableArray<DatasetForm> Forms { get; } =
        [new(DatasetLayout.Prepared, ["label.txt"], ["train", "test"])];

    private static ListedSamples ReadList(string root, string split, DatasetLayout? layout)
    {
        var form = DatasetForm.Choose(Forms, root, FaceTasks.ExpressionRafDb.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        var list = Path.Combine(root, "label.txt");
        var samples = new ListedSamples(list, Path.Combine(root, "data"));
        PictureList.ReadLabels(list, allowsMoreFields: false, (name, label, line) =>
        {
            var stored = DatasetFolder.ParseInteger(label, "an expression class", list, line);
            if (stored < 1 || stored > StoredOrder.Length)
            {
                throw new DatasetException(
                    list,
                    $"expected an expression class from 1 to {StoredOrder.Length}, {stored} came; correct the line.",
                    line);
            }

            if (name.Split('_')[0] == split)
            {
                samples.Add(name, new ExpressionLabel(StoredOrder[stored - 1]), line);
            }
        });
        return samples;
    }
}
