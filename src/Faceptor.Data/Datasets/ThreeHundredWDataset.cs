using System.Collections.Immutable;
using System.Numerics;
using CsvHelper;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Formats;
using Faceptor.Data.Geometry;

namespace Faceptor.Data.Datasets;

/// <summary>300W: 68 points a face. Lists <c>face_landmarks_300w_*.csv</c>, pictures under <c>data</c>.</summary>
public sealed class ThreeHundredWDataset : ListedDataset
{
    private const int FirstPointColumn = 4;

    // The lists' boxes are given as centre and scale; a scale of 1 is a box of 200 pixels.
    private const double PixelsPerScale = 100;

    /// <summary>
    /// Released configuration: 1 of the 2 pixels is the lists' counting from 1; nobody explains the other.
    /// </summary>
    private const double Offset = 2;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>300W</c>.</param>
    /// <param name="split">
    /// <c>train</c>, <c>valid</c>, <c>valid_common</c>, <c>valid_challenge</c> or <c>test</c>.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public ThreeHundredWDataset(string root, string split, DatasetLayout? layout = null)
        : base(FaceTasks.Landmarks300W, split, ReadSamples(root, split, layout))
    {
    }

    internal static ImmutableArray<DatasetForm> Forms { get; } =
    [
        new(
            DatasetLayout.Prepared,
            ["face_landmarks_300w_train.csv", "face_landmarks_300w_valid.csv"],
            ["train", "valid", "valid_common", "valid_challenge", "test"]),
    ];

    /// <inheritdoc/>
    public override string GetName(int index) =>
        Path.ChangeExtension(base.GetName(index), null).Replace('/', '_');

    private static ListedSamples ReadSamples(string root, string split, DatasetLayout? layout)
    {
        var form = DatasetForm.Choose(Forms, root, FaceTasks.Landmarks300W.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        return ReadList(Path.Combine(root, $"face_landmarks_300w_{split}.csv"), Path.Combine(root, "data"));
    }

    private static ListedSamples ReadList(string list, string pictureFolder)
    {
        var samples = new ListedSamples(list, pictureFolder);
        var numColumns = FirstPointColumn + (2 * LandmarkSchema.Points68.NumPoints);
        using var reader = TextLines.Open(list);
        reader.ReadLine(); // The header; what it says does not matter.
        using var csv = CsvReader.Create(reader, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            Mode = CsvMode.NoEscape,
            CommentPrefix = '#',
            TrimWhitespace = true,
            TrackLineNumbers = true,
        });
        foreach (var row in csv)
        {
            var line = (int)csv.LineNumber + 1;
            var fields = row.ToArray();
            if (fields is [""])
            {
                continue;
            }

            if (fields.Length != numColumns)
            {
                throw new DatasetException(
                    list, $"expected {numColumns} columns, {fields.Length} came; copy the list again.", line);
            }

            // Released configuration: the list spells one picture differently from the distribution.
            var name = fields[0] == "ibug/image_092_01.jpg" ? "ibug/image_092 _01.jpg" : fields[0];
            samples.Add(name, ParseLabel(fields, list, line), line);
        }

        return samples;
    }

    private static LandmarkLabel ParseLabel(string[] fields, string list, int line)
    {
        double Number(int column) => DatasetFolder.ParseNumber(fields[column], $"column {column + 1}", list, line);

        var radius = PixelsPerScale * Number(1);
        var centerX = Number(2) - Offset;
        var centerY = Number(3) - Offset;
        var box = new FaceBox(
            (float)(centerY - radius),
            (float)(centerX - radius),
            (float)(centerY + radius),
            (float)(centerX + radius));
        if (!(box.Width > 0))
        {
            throw new DatasetException(
                list, $"expected a scale above 0, '{fields[1]}' came; copy the list again.", line);
        }

        var points = ImmutableArray.CreateBuilder<Vector2>(LandmarkSchema.Points68.NumPoints);
        for (var column = FirstPointColumn; column < fields.Length; column += 2)
        {
            points.Add(new Vector2((float)(Number(column) - Offset), (float)(Number(column + 1) - Offset)));
        }

        return new LandmarkLabel(points.MoveToImmutable(), box);
    }
}
