using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>MORPH II: ages of mug shots. Lists under <c>label/RANDOM_80_20</c>, pictures under <c>data</c>.</summary>
public sealed class MorphDataset : ListedDataset
{
    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>MORPH2</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public MorphDataset(string root, string split, DatasetLayout? layout = null)
        : base(FaceTasks.AgeMorph2, split, ReadList(root, split, layout))
    {
    }

    internal static ImmutableArray<DatasetForm> Forms { get; } =
        [new(DatasetLayout.Prepared, ["label/RANDOM_80_20"], ["train", "test"])];

    private static ListedSamples ReadList(string root, string split, DatasetLayout? layout)
    {
        var form = DatasetForm.Choose(Forms, root, FaceTasks.AgeMorph2.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        var list = Path.Combine(root, "label", "RANDOM_80_20", $"{split}.txt");
        var samples = new ListedSamples(list, Path.Combine(root, "data"));
        PictureList.ReadLabels(list, allowsMoreFields: true, (name, label, line) =>
            samples.Add(name, AgeLabel.Parse(label, list, line), line));
        return samples;
    }
}
