using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// COFW in colour: 29 points a face. Two MATLAB files, <c>COFW_train_color.mat</c> and <c>COFW_test_color.mat</c>, with
/// the images inside; an image is read from there when it is asked for.
/// </summary>
/// <remarks>
/// Released configuration: the points are taken as stored, although MATLAB counts pixels from 1; the box is made from
/// them, not taken from the file. Whether a point is hidden (the last 29 columns) is not read.
/// </remarks>
internal sealed class CofwDataset : IFaceDataset
{
    private readonly string _path;
    private readonly MatlabHdf5File _file;
    private readonly string[] _images;
    private readonly LandmarkLabel[] _labels;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>COFW</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its file is missing or broken, or the split is unknown.
    /// </exception>
    public CofwDataset(string root, string split, DatasetLayout? layout = null)
    {
        var form = LayoutSpec.Choose(Forms, root, Task.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        Split = split;
        var ending = split == "train" ? "Tr" : "T";
        _path = Path.Combine(root, $"COFW_{split}_color.mat");
        _file = new MatlabHdf5File(_path);
        _images = _file.ReadCell($"Is{ending}");
        _labels = ReadLabels(_file.ReadMatrix($"phis{ending}"), _images.Length, _path);
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(DatasetLayout.Prepared, ["COFW_train_color.mat", "COFW_test_color.mat"], ["train", "test"]),
    ];

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.LandmarksCofw;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    /// <remarks>The images have no names; split and place, from 0, stand for them.</remarks>
    public string GetName(int index) => string.Create(CultureInfo.InvariantCulture, $"{Split}.{index:D4}");

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => _labels[index];

    /// <inheritdoc/>
    public FaceSample Read(int index)
    {
        var image = _file.ReadImage(_images[index]);
        return LandmarkBoxes.FindProblem(_labels[index], image) is { } problem
            ? throw new DatasetException(_path, $"image {index}: {problem}; copy the file again.")
            : new FaceSample(GetName(index), image, _labels[index]);
    }

    // Columns: x of all points, y of all points, whether each is hidden.
    private static LandmarkLabel[] ReadLabels(MatlabMatrix table, int numImages, string path)
    {
        var numPoints = LandmarkSchema.Points29.NumPoints;
        if (numImages == 0 || table.Rows != numImages || table.Columns != 3 * numPoints)
        {
            throw new DatasetException(
                path,
                $"expected a row of {3 * numPoints} numbers for each of {numImages} images, "
                + $"{table.Rows} x {table.Columns} are stored; copy the file again.");
        }

        return LandmarkTable.Read(table, numPoints, path, (xs, ys, _) => LandmarkBoxes.Label(xs, ys));
    }
}
