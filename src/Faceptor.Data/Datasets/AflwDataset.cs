using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// AFLW-19: 19 points a face. One MATLAB file, <c>AFLWinfo_release.mat</c>, with points, boxes, names and order;
/// images under <c>data/flickr</c>.
/// </summary>
/// <remarks>
/// The first faces in the file's order are for training, the others for testing. Released configuration: points and
/// boxes are taken as stored.
/// </remarks>
internal sealed class AflwDataset : ListedDataset
{
    /// <summary>Number of faces for training; the others are for testing.</summary>
    /// <remarks>Released configuration.</remarks>
    public const int NumTrainingFaces = 20_000;

    internal const string FileName = "AFLWinfo_release.mat";
    internal const string BoxVariable = "bbox";
    internal const string PointVariable = "data";
    internal const string VisibleVariable = "mask_new";
    internal const string NameVariable = "nameList";
    internal const string OrderVariable = "ra";

    /// <summary>How many faces are for training; ours, the distributed file has none.</summary>
    internal const string TrainingVariable = "num_train";

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>AFLW</c>.</param>
    /// <param name="split">
    /// <c>train</c>, <c>test_full</c>, or <c>test_frontal</c>: those of the latter that show all points.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <param name="numTrainingFaces">
    /// How many faces are for training; null takes what the file says (<c>num_train</c>, which sets of another size may
    /// have) or, as it says nothing, <see cref="NumTrainingFaces"/>.
    /// </param>
    /// <exception cref="DatasetException">
    /// The folder or its file is missing or broken, or the split is unknown or empty.
    /// </exception>
    public AflwDataset(
        string root, string split, DatasetLayout? layout = null, int? numTrainingFaces = null)
        : base(FaceTasks.LandmarksAflw19, split, ReadSamples(root, split, layout, numTrainingFaces))
    {
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
        [new(DatasetLayout.Prepared, [FileName], ["train", "test_full", "test_frontal"])];

    private static int NumPoints => LandmarkSchema.Points19.NumPoints;

    private static ListedSamples ReadSamples(
        string root, string split, DatasetLayout? layout, int? wantedTrainingFaces)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wantedTrainingFaces ?? 0, "numTrainingFaces");
        var form = LayoutSpec.Choose(Forms, root, FaceTasks.LandmarksAflw19.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        var path = Path.Combine(root, FileName);
        var file = MatlabFile.Read(
            path, BoxVariable, PointVariable, VisibleVariable, NameVariable, OrderVariable, TrainingVariable);
        var numTrainingFaces = wantedTrainingFaces ?? ReadNumTraining(file, path);
        var names = file.Texts(NameVariable);
        var points = Table(file, PointVariable, names.Length, 2 * NumPoints, path);
        var boxes = Table(file, BoxVariable, names.Length, 4, path);
        var visible = Table(file, VisibleVariable, names.Length, NumPoints, path);
        var order = ReadOrder(file.Matrix(OrderVariable), names.Length, path);
        var labels = LandmarkTable.Read(points, NumPoints, path, (xs, ys, row) =>
            LandmarkBoxes.Label(xs, ys, box: BoxOf(boxes, row, path)));

        var numTraining = Math.Min(numTrainingFaces, order.Length);
        if (split != "train" && numTraining == order.Length)
        {
            throw new DatasetException(
                path,
                $"expected more than {numTrainingFaces} faces, those after them are for testing, {order.Length} are "
                + "stored; copy the file again, or open a smaller set with another number of faces for training.");
        }

        var samples = new ListedSamples(path, Path.Combine(root, "data", "flickr"));
        foreach (var row in split == "train" ? order[..numTraining] : order[numTraining..])
        {
            if (split != "test_frontal" || IsAllVisible(visible, row))
            {
                samples.Add(names[row], labels[row], line: null);
            }
        }

        return samples;
    }

    private static int ReadNumTraining(MatlabFile file, string path)
    {
        if (!file.Has(TrainingVariable))
        {
            return NumTrainingFaces;
        }

        double[] stored = [.. file.Matrix(TrainingVariable).Values];
        return stored is [>= 0 and <= int.MaxValue and var number] && number == Math.Floor(number)
            ? (int)number
            : throw new DatasetException(
                path,
                $"'{TrainingVariable}': expected one whole number, something else is stored; write the file again.");
    }

    private static MatlabMatrix Table(MatlabFile file, string name, int numRows, int numColumns, string path)
    {
        var table = file.Matrix(name);
        return table.Rows == numRows && table.Columns == numColumns
            ? table
            : throw new DatasetException(
                path,
                $"'{name}': expected {numRows} x {numColumns} numbers, a row for each name, "
                + $"{table.Rows} x {table.Columns} are stored; copy the file again.");
    }

    // Left, right, top, bottom.
    private static FaceBox BoxOf(MatlabMatrix boxes, int row, string path)
    {
        float Edge(int column) => (float)LandmarkTable.Finite(boxes, row, column, path);

        return new FaceBox(Top: Edge(2), Left: Edge(0), Bottom: Edge(3), Right: Edge(1));
    }

    // A permutation that counts from 1.
    private static int[] ReadOrder(MatlabMatrix stored, int numRows, string path)
    {
        var order = new List<int>(numRows);
        var seen = new bool[numRows];
        foreach (var value in stored.Values)
        {
            if (!(value >= 1 && value <= numRows && value == Math.Floor(value)) || seen[(int)value - 1])
            {
                throw new DatasetException(path, string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{OrderVariable}': expected every number from 1 to {numRows} once, "
                    + $"{value} is stored at place {order.Count}; copy the file again."));
            }

            seen[(int)value - 1] = true;
            order.Add((int)value - 1);
        }

        return order.Count == numRows
            ? [.. order]
            : throw new DatasetException(
                path,
                $"'{OrderVariable}': expected {numRows} numbers, {order.Count} are stored; copy the file again.");
    }

    private static bool IsAllVisible(MatlabMatrix visible, int row) =>
        Enumerable.Range(0, NumPoints).All(point => visible[row, point] == 1);
}
