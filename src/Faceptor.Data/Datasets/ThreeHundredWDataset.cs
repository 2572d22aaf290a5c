using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using CsvHelper;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Formats;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>300W: 68 points a face. Lists <c>face_landmarks_300w_*.csv</c>, pictures under <c>data</c>.</summary>
public sealed class ThreeHundredWDataset : IFaceDataset
{
    private const int FirstPointColumn = 4;

    // The lists' boxes are given as centre and scale; a scale of 1 is a box of 200 pixels.
    private const double PixelsPerScale = 100;

    /// <summary>
    /// Released configuration: 1 of the 2 pixels is the lists' counting from 1; nobody explains the other.
    /// </summary>
    private const double Offset = 2;

    private readonly string _listPath;
    private readonly PictureList _pictures;
    private readonly List<LandmarkLabel> _labels = [];

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>300W</c>.</param>
    /// <param name="split">
    /// <c>train</c>, <c>valid</c>, <c>valid_common</c>, <c>valid_challenge</c> or <c>test</c>.
    /// </param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public ThreeHundredWDataset(string root, string split)
    {
        DatasetFolder.Require(root, Task.DatasetName);
        DatasetFolder.RequireSplit(root, split, "train", "valid", "valid_common", "valid_challenge", "test");
        Split = split;
        _listPath = Path.Combine(root, $"face_landmarks_300w_{split}.csv");
        _pictures = new PictureList(_listPath, Path.Combine(root, "data"));
        ReadList(_listPath);
        _pictures.RequireSamples(split);
    }

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.Landmarks300W;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _pictures.Count;

    /// <inheritdoc/>
    public string GetName(int index) => Path.ChangeExtension(_pictures[index], null).Replace('/', '_');

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) => _labels[index];

    /// <inheritdoc/>
    public FaceSample Read(int index)
    {
        var (image, label) = (_pictures.Read(index), _labels[index]);
        RequireBoxInside(label.Box, image, index);
        return new FaceSample(GetName(index), image, label);
    }

    // Boxes may reach over the edges; one that misses the picture would train on black squares.
    private void RequireBoxInside(FaceBox box, RgbImage image, int index)
    {
        if (box.Right <= 0 || box.Bottom <= 0 || box.Left >= image.Width || box.Top >= image.Height)
        {
            throw new DatasetException(
                _listPath,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"expected a box that meets the picture of {image.Width} x {image.Height} pixels, "
                    + $"x {box.Left} to {box.Right}, y {box.Top} to {box.Bottom} came; "
                    + $"copy the list and the picture {_pictures[index]} again."),
                _pictures.LineOf(index));
        }
    }

    private void ReadList(string list)
    {
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
            _pictures.Add(fields[0] == "ibug/image_092_01.jpg" ? "ibug/image_092 _01.jpg" : fields[0], line);
            _labels.Add(ParseLabel(fields, list, line));
        }
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
