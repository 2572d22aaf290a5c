using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>
/// AffectNet, seven classes: expressions of face crops. Lists under <c>label</c>, pictures under <c>data</c>.
/// </summary>
/// <remarks>Rows with contempt or without a class (labels 7 to 10) are left out, as in the paper.</remarks>
public sealed class AffectNetDataset : ListedDataset
{
    private const int LargestStoredLabel = 10;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>AffectNet</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public AffectNetDataset(string root, string split, DatasetLayout? layout = null)
        : base(FaceTasks.ExpressionAffectNet, split, ReadLists(root, split, layout))
    {
    }

    internal static ImmutableArray<DatasetForm> Forms { get; } =
        [new(DatasetLayout.Prepared, ["label/train.txt", "label/test.txt"], ["train", "test"])];

    private static ListedSamples ReadLists(string root, string split, DatasetLayout? layout)
    {
        var form = DatasetForm.Choose(Forms, root, FaceTasks.ExpressionAffectNet.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        var list = Path.Combine(root, "label", $"{split}.txt");
        var samples = new ListedSamples(list, Path.Combine(root, "data"));
        PictureList.ReadLabels(list, allowsMoreFields: true, (name, label, line) =>
        {
            var stored = DatasetFolder.ParseInteger(label, "an expression class", list, line);
            if (stored is < 0 or > LargestStoredLabel)
            {
                throw new DatasetException(
                    list,
                    $"expected an expression class from 0 to {LargestStoredLabel}, {stored} came; correct the line.",
                    line);
            }

            if (stored <= (int)Expression.Anger)
            {
                samples.Add(name, new ExpressionLabel((Expression)stored), line);
            }
        });
        return samples;
    }
}
