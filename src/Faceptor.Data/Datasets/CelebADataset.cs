using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>
/// CelebA: 40 binary attributes. One pickle, <c>label.pkl</c>, with names, labels and splits; pictures under
/// <c>data</c>.
/// </summary>
public sealed class CelebADataset : IFaceDataset
{
    private readonly AttributePickle _labels;
    private readonly string _folder;
    private readonly int[] _rows;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>CelebA</c>.</param>
    /// <param name="split">
    /// A split that <c>label.pkl</c> knows; usually <c>trainval</c>, <c>train</c>, <c>val</c> or <c>test</c>.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its pickle is missing or broken, or the split is unknown.
    /// </exception>
    public CelebADataset(string root, string split, DatasetLayout? layout = null)
    {
        DatasetForm.Choose(Forms, root, Task.DatasetName, layout);
        Split = split;
        _folder = Path.Combine(root, "data");
        _labels = AttributePickle.Read(Path.Combine(root, "label.pkl"), Task.Labels);
        _rows = _labels.RowsOf(split);
    }

    internal static ImmutableArray<DatasetForm> Forms { get; } =
        [new(DatasetLayout.Prepared, ["label.pkl"], ["trainval", "train", "val", "test"])];

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.AttributesCelebA;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _rows.Length;

    /// <inheritdoc/>
    public string GetName(int index) => _labels.GetImageName(_rows[index]);

    /// <inheritdoc/>
    public string? FindPicture(int index) => Path.Combine(_folder, GetName(index));

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) =>
        new AttributesLabel(_labels.GetAttributes(_rows[index]).ToImmutableArray());

    /// <inheritdoc/>
    public FaceSample Read(int index) =>
        new(GetName(index), _labels.ReadPicture(_folder, _rows[index]), ReadLabel(index));
}
