using System.Collections.Immutable;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Attributes as the released code reads them: <c>label.pkl</c> with names, labels and splits, images under
/// <c>data</c>.
/// </summary>
internal sealed class PickledAttributes : IFaceDataset
{
    private readonly AttributePickle _labels;
    private readonly string _folder;
    private readonly int[] _rows;

    public PickledAttributes(FaceTask task, string root, string split)
    {
        Task = task;
        Split = split;
        _folder = Path.Combine(root, "data");
        _labels = AttributePickle.Read(Path.Combine(root, "label.pkl"), task.Labels);
        _rows = _labels.RowsOf(split);
    }

    public FaceTask Task { get; }

    public string Split { get; }

    public int Count => _rows.Length;

    public string GetName(int index) => _labels.GetImageName(_rows[index]);

    public string? FindImage(int index) => FilePaths.Resolve(Path.Combine(_folder, GetName(index)));

    public FaceLabel ReadLabel(int index) =>
        new AttributesLabel(_labels.GetAttributes(_rows[index]).ToImmutableArray());

    public FaceSample Read(int index) =>
        new(GetName(index), _labels.ReadImage(_folder, _rows[index]), ReadLabel(index));
}
